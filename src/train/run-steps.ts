import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledProgram, HostTensors, RunResult } from '../engine/index.js';
import type { PaperWeights } from '../losses/index.js';
import type { StepAssembler } from './step-inputs.js';

export interface RunStepsOptions<Values> {
  readonly program: CompiledProgram;
  readonly assembler: StepAssembler;
  /** Weights of the loss, where they are not the configuration's. */
  readonly learned?: PaperWeights | undefined;
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
  const inFlight: { readonly rows: number; readonly result: Promise<RunResult> }[] = [];
  let next = from;
  let done = from;
  try {
    for (;;) {
      while (inFlight.length < STEPS_IN_FLIGHT && next < until && (next === from || !stop())) {
        const { inputs, rows } = assembler.assemble(next++, learned);
        const result = program.run(inputs);
        // A failure is met where the result is awaited.
        result.catch(() => undefined);
        inFlight.push({ rows, result });
      }
      const oldest = inFlight.shift();
      if (!oldest) return;
      const { outputs, recycled } = await oldest.result;
      assembler.recycle(recycled);
      yield { step: ++done, values: valuesOf(outputs, oldest.rows) };
      // An engine that works on this thread would keep messages out, the one to stop among them.
      await nextTurn();
    }
  } finally {
    await Promise.allSettled(inFlight.map(({ result }) => result));
  }
}
