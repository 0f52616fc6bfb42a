import { mapValues, omit, pick } from './records.js';
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
/** Prefix of the next values of shared state among the outputs of the combining program. */
const SHARED = 'shared/';

/** A program from its two parts, with the function that does both in one piece. */
export function dividedProgram(parts: Omit<DividedProgram, 'fn'>): DividedProgram {
  const { partial, combine, sliced } = parts.division;
  const fn: TensorFunction = (inputs) => {
    return combine({ ...omit(inputs, sliced), ...asSums(partial(inputs)) });
  };
  return { ...parts, fn };
}

/** The first part as a program for so many rows. Inputs: the sliced and the shared ones. Outputs: the sums. */
export function partialProgram({ name, inputs, division }: DividedProgram, rows: number): Program {
  const { sliced, shared, partial } = division;
  const slices = sliced.map((input) => {
    const spec = inputs[input]!;
    return [input, { ...spec, shape: [rows, ...spec.shape.slice(1)] }] as const;
  });
  return {
    name: `${name}, ${rows} rows`,
    inputs: { ...Object.fromEntries(slices), ...pick(inputs, shared) },
    fn: partial,
  };
}

/** The second part as a program. It also hands out the next values of the state that the first part shares. */
export function combiningProgram(program: DividedProgram): Program {
  const { name, inputs, state = {}, division } = program;
  const { sliced, sums, combine } = division;
  return {
    name: `${name}, from sums`,
    inputs: {
      ...omit(inputs, sliced),
      ...asSums(mapValues(sums, (shape) => ({ shape }))),
    },
    state,
    fn: (tensors) => {
      const outputs = combine(tensors);
      // One that is missing is left to the check of all outputs.
      const known = sharedState(program).filter((input) => state[input]! in outputs);
      const next = known.map((input) => [SHARED + input, outputs[state[input]!]!.clone()] as const);
      return { ...outputs, ...Object.fromEntries(next) };
    },
  };
}

/** Names of the state that the first part reads. */
export function sharedState({ state = {}, division }: DividedProgram): string[] {
  return division.shared.filter((input) => input in state);
}

/** Sums as the combining program takes them. */
export function asSums<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [SUM + name, value]));
}

/** Separates what the combining program hands out into the program's own outputs and the shared state's next values. */
export function separateShared<T>(outputs: Readonly<Record<string, T>>): {
  readonly own: Record<string, T>;
  readonly shared: Record<string, T>;
} {
  const own: Record<string, T> = {};
  const shared: Record<string, T> = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (name.startsWith(SHARED)) shared[name.slice(SHARED.length)] = value;
    else own[name] = value;
  }
  return { own, shared };
}
