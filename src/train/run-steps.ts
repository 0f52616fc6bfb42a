import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOrder } from '../concurrency.js';
import type { CompiledProgram, HostTensors } from '../engine/index.js';
import type { LossWeights } from '../losses/index.js';
import type { StepAssembler } from './step-inputs.js';

export interface RunStepsOptions<Values> {
  readonly program: CompiledProgram;
  readonly assembler: StepAssembler;
  /** Learned loss weights, which replace the configured ones. */
  readonly learned?: LossWeights | undefined;
  /** Reads the values of a step from its outputs. */
  readonly valuesOf: (outputs: HostTensors, rows: number) => Values;
  /** Number of steps already done. */
  readonly from: number;
  /** Number of steps done at the end. */
  readonly until: number;
  /**
   * Called before every step but the first. If it returns true, no more steps are started; those in flight are
   * finished.
   */
  readonly stop: () => boolean;
}

/** A finished step. */
export interface FinishedStep<Values> {
  /** Number of steps done, including this one. */
  readonly step: number;
  readonly values: Values;
}

/** While one step runs, the batch of the next is assembled and queued, so that the engine never waits. */
const STEPS_IN_FLIGHT = 2;

/**
 * Runs training steps in order and yields the values of each. When it ends, for whatever reason, no step is left in
 * flight.
 */
export async function* runSteps<Values>({
  program,
  assembler,
  learned,
  valuesOf,
  from,
  until,
  stop,
}: RunStepsOptions<Values>): AsyncGenerator<FinishedStep<Values>, void, undefined> {
  const run = async (step: number) => {
    const { inputs, rows } = assembler.assemble(step, learned);
    return { step, rows, result: await program.run(inputs) };
  };
  for await (const { step, rows, result } of inOrder(stepsBetween(from, until, stop), run, {
    width: STEPS_IN_FLIGHT,
  })) {
    assembler.recycle(result.recycled);
    yield { step: step + 1, values: valuesOf(result.outputs, rows) };
    // An engine that runs on this thread would otherwise block incoming messages, including the request to stop.
    await nextTurn();
  }
}

/** Yields the steps to start, until `stop` returns true. */
function* stepsBetween(from: number, until: number, stop: () => boolean): Generator<number, void, undefined> {
  for (let step = from; step < until && (step === from || !stop()); step++) yield step;
}
