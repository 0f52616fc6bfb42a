import { EngineError } from '../errors.js';
import { sumProblem } from './check-inputs.js';
import { omit, pick } from './records.js';
import type { DataParallel, Program, TensorFunction } from './types.js';

/** A program written as a map over examples and a reduction of their sums. */
export type DataParallelProgram = Program & { readonly dataParallel: DataParallel };

/** A data-parallel program that runs in micro-batches. */
export type MicroBatchedProgram = DataParallelProgram & { readonly dataParallel: { readonly microBatchSize: number } };

/** Whether a program declares a micro-batch size: only then is its batch sharded over worker threads. */
export function isMicroBatched(program: Program): program is MicroBatchedProgram {
  return program.dataParallel?.microBatchSize !== undefined;
}

/** Prefix of the sums' names among the inputs of `reduce`. */
const SUM = 'sum/';

/**
 * Adds `fn` to a data-parallel program: the same computation on the whole batch at once.
 *
 * Running or compiling the result throws an EngineError that names a sum which is missing or of a different type or
 * shape.
 */
export function dataParallelProgram(definition: Omit<DataParallelProgram, 'fn'>): DataParallelProgram {
  const { map, reduce, batched, sums } = definition.dataParallel;
  const fn: TensorFunction = (inputs) => {
    const results = map(inputs);
    const problem = sumProblem(definition.dataParallel, results);
    if (problem !== undefined) throw new EngineError(`${definition.name}: ${problem}`);
    return reduce({ ...omit(inputs, batched), ...sumInputs(pick(results, Object.keys(sums))) });
  };
  return { ...definition, fn };
}

/** Renames sums to the input names that `reduce` expects. */
export function sumInputs<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [SUM + name, value]));
}
