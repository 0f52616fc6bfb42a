import { EngineError } from '../errors.js';
import { sumProblem } from './check-inputs.js';
import { omit, pick } from './records.js';
import type { DataParallel, Program, TensorFunction } from './types.js';

/** A program written as a map over examples and a reduction of their sums. */
export type DataParallelProgram = Program & { readonly dataParallel: DataParallel };

/** A data-parallel program whose micro-batches are worth running on several threads. */
export type MicroBatchedProgram = DataParallelProgram & { readonly dataParallel: { readonly microBatchSize: number } };

/** Whether a program runs in shards, one per worker thread. */
export function isMicroBatched(program: Program): program is MicroBatchedProgram {
  return program.dataParallel?.microBatchSize !== undefined;
}

/** Prefix of the sums among the inputs of `reduce`. */
const SUM = 'sum/';

/**
 * A data-parallel program, with `fn` computing the same on the whole batch at once.
 * @throws EngineError when it is run or compiled, naming a sum that is missing or of another type or shape
 */
export function dataParallelProgram(parts: Omit<DataParallelProgram, 'fn'>): DataParallelProgram {
  const { map, reduce, batched, sums } = parts.dataParallel;
  const fn: TensorFunction = (inputs) => {
    const results = map(inputs);
    const problem = sumProblem(parts.dataParallel, results);
    if (problem !== undefined) throw new EngineError(`${parts.name}: ${problem}`);
    return reduce({ ...omit(inputs, batched), ...sumInputs(pick(results, Object.keys(sums))) });
  };
  return { ...parts, fn };
}

/** Sums under the names by which `reduce` takes them. */
export function sumInputs<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [SUM + name, value]));
}
