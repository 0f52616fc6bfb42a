import { EngineError } from '../errors.js';
import { problemOfSums } from './check-inputs.js';
import { omit, pick } from './records.js';
import type { Division, Program, TensorFunction } from './types.js';

/** A program written in two parts. */
export type DividedProgram = Program & { readonly division: Division };

/** Whether a program has two parts that are worth running apart. */
export function runsApart(
  program: Program,
): program is DividedProgram & { readonly division: { readonly rowsAtOnce: number } } {
  return program.division?.rowsAtOnce !== undefined;
}

/** Prefix of the sums among the inputs of `combine`. */
const SUM = 'sum/';

/**
 * A program from its two parts, with the function that does both in one piece.
 * @throws EngineError where it is run or compiled, naming a sum that is missing or of another type or shape
 */
export function dividedProgram(parts: Omit<DividedProgram, 'fn'>): DividedProgram {
  const { partial, combine, sliced, sums } = parts.division;
  const fn: TensorFunction = (inputs) => {
    const results = partial(inputs);
    const problem = problemOfSums(parts.division, results);
    if (problem !== undefined) throw new EngineError(`${parts.name}: ${problem}`);
    return combine({ ...omit(inputs, sliced), ...asSums(pick(results, Object.keys(sums))) });
  };
  return { ...parts, fn };
}

/** Sums as `combine` takes them. */
export function asSums<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [SUM + name, value]));
}
