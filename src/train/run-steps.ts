import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOrder } from '../concurrency.js';
import type { CompiledProgram, HostTensors } from '../engine/index.js';
import type { LossWeights } from '../losses/index.js';
import type { StepAssembler } from './step-inputs.js';

export interface RunStepsOptions<Values> {
  readonly program: CompiledProgram;
  readonly assembler: StepAssembler;
  /** Weights of the loss, where they are not the configuration's. */
  readonly learned?: LossWeights | undefined;
  /** Reads what a step gave. */
  readonly valuesOf: (outputs: HostTensors, rows: number) => Values;
  /** Steps that are done. */
  readonly from: number;
  /** Steps that are to be done in the end. */
  readonly until: number;
  /** Asked before every step but the first: whether to leave it at those that the engine already has. */
  readonly stop: () => boolean;
}

/** A finished step. */
export interface FinishedStep<Values> {
  /** Steps that are done, this one included. */
  readonly step: number;
  readonly values: Values;
}

/** One step runs, the next one waits, so that the engine never does: its batch is put together while the first one runs. */
const STEPS_IN_FLIGHT = 2;

/** Runs training steps in order and gives each one's values. When it ends, for whatever reason, the engine has none left. */
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
    // An engine that works on this thread would keep messages out, the one to stop among them.
    await nextTurn();
  }
}

/** Steps to begin, each once there is room for it, up to the first before which it is time to stop. */
function* stepsBetween(from: number, until: number, stop: () => boolean): Generator<number, void, undefined> {
  for (let step = from; step < until && (step === from || !stop()); step++) yield step;
}
