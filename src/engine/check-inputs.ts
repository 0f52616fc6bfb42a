import { EngineError, ShapeError } from '../errors.js';
import type { DataParallel, DType, HostTensor, HostTensors, InputSpecs, Program } from './types.js';

/** What a program takes. */
type Inputs = Pick<Program, 'name' | 'inputs' | 'state'>;

/**
 * Checks the inputs of one run: exactly those that are not state, each of its declared type and shape.
 * @throws EngineError naming a missing or unknown input; ShapeError naming one of a different type or shape
 */
export function checkInputs(program: Inputs, inputs: HostTensors): void {
  checkNames(program, inputs, runInputNames(program), 'input');
}

/**
 * Checks values for the program's state: exactly the declared ones.
 * @throws EngineError naming a missing or unknown value; ShapeError naming one of a different type or shape
 */
export function checkState(program: Program, values: HostTensors): void {
  checkNames(program, values, Object.keys(program.state ?? {}), 'state value');
}

/**
 * Checks that the state of a program is declared among its inputs, and that its batch can be divided as it says.
 * @throws EngineError naming a state or a batched or replicated input that is not an input, batched inputs of
 * different lengths, or a batch with rows of part of an example
 */
export function checkProgram({ name, inputs, state = {}, dataParallel }: Program): void {
  for (const stateName of Object.keys(state)) {
    if (!(stateName in inputs))
      throw new EngineError(`${name}: state "${stateName}" is not among the program's inputs`);
  }
  if (dataParallel !== undefined) checkDataParallel(name, inputs, dataParallel);
}

function checkDataParallel(
  name: string,
  inputs: InputSpecs,
  { batched, replicated, rowsPerExample = 1 }: DataParallel,
) {
  const unknown = [...batched, ...replicated].find((input) => !(input in inputs));
  if (unknown !== undefined) {
    const kind = batched.includes(unknown) ? 'batched' : 'replicated';
    throw new EngineError(`${name}: ${kind} "${unknown}" is not among the program's inputs`);
  }
  const [first, ...others] = batched;
  if (first === undefined) throw new EngineError(`${name}: a data-parallel program needs a batched input, got none`);
  const rowsOf = (input: string): number | undefined => inputs[input]!.shape[0];
  const rows = rowsOf(first);
  if (rows === undefined) throw new EngineError(`${name}: batched "${first}" expected rows, got a scalar`);
  for (const other of others) {
    if (rowsOf(other) === rows) continue;
    throw new EngineError(
      `${name}: expected batched inputs of equal length, got ` +
        `"${first}" ${shape(inputs[first]!.shape)} and "${other}" ${shape(inputs[other]!.shape)}`,
    );
  }
  if (rows % rowsPerExample !== 0)
    throw new EngineError(
      `${name}: expected batches of whole examples (${rowsPerExample} rows each), got ${rows} rows`,
    );
}

/** Type and shape of a function's outputs, by name. */
export type OutputSpecs = Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype: string }>>;

/**
 * Checks the outputs that become the next state.
 * @throws EngineError naming a state whose next value is missing or of a different type or shape
 */
export function checkOutputs(program: Program, outputs: OutputSpecs): void {
  const problem = outputProblem(program, outputs);
  if (problem !== undefined) throw new EngineError(`${program.name}: ${problem}`);
}

/** Describes what is wrong with the results of a function: none, or one that is no tensor; undefined if nothing is. */
export function resultProblem(results: unknown): string | undefined {
  const named = Object.entries(typeof results === 'object' && results !== null ? results : {});
  if (named.length === 0) return 'its function returned no tensors by name';
  const wrong = named.find(([, result]) => !isTensor(result));
  return wrong && `output "${wrong[0]}" expected a tensor, got ${describe(wrong[1])}`;
}

/** Knows tensors by their content, because TensorFlow.js is not loaded where a kept program runs. */
function isTensor(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Describes the first state whose next value is missing or has a different type or shape; undefined if none has. */
export function outputProblem({ inputs, state = {} }: Program, outputs: OutputSpecs): string | undefined {
  for (const [name, output] of Object.entries(state)) {
    const next = outputs[output];
    if (next === undefined) {
      return `state "${name}" takes its next value from output "${output}", got ${list(Object.keys(outputs))}`;
    }
    const { shape: expected, dtype = 'float32' } = inputs[name]!;
    // Engines return booleans as int32.
    const nextType = next.dtype === 'bool' ? 'int32' : next.dtype;
    if (nextType !== dtype || !sameSizes(expected, next.shape)) {
      const [current, following] = [`${dtype} ${shape(expected)}`, `${nextType} ${shape(next.shape)}`];
      return `state "${name}" is ${current}, but its next value, output "${output}", is ${following}`;
    }
  }
  return undefined;
}

/** Describes the first sum that `map` did not return as declared; undefined if there is none. */
export function sumProblem({ sums }: DataParallel, results: OutputSpecs): string | undefined {
  for (const [name, expected] of Object.entries(sums)) {
    const result = results[name];
    if (result?.dtype === 'float32' && sameSizes(result.shape, expected)) continue;
    const actual =
      result === undefined ? 'missing' : isTensor(result) ? `${result.dtype} ${shape(result.shape)}` : describe(result);
    return `sum "${name}" is ${actual}, expected float32 ${shape(expected)}`;
  }
  return undefined;
}

/** Names of the inputs that a run takes: all that are not state. */
export function runInputNames({ inputs, state = {} }: Inputs): string[] {
  return Object.keys(inputs).filter((name) => !(name in state));
}

function checkNames(program: Inputs, values: HostTensors, expected: readonly string[], kind: string): void {
  for (const name of expected) {
    const value = values[name];
    if (value === undefined)
      throw new EngineError(`${program.name}: ${kind} "${name}" is missing, got ${list(Object.keys(values))}`);
    checkTensor(program, name, value);
  }
  const known = new Set(expected);
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      throw new EngineError(`${program.name}: unknown ${kind} "${name}", expected ${list(expected)}`);
  }
}

/** Names of the array classes. Not the classes, which differ between realms such as those of Jest. */
const ARRAYS: Readonly<Record<DType, string>> = { float32: 'Float32Array', int32: 'Int32Array' };

function checkTensor(program: Inputs, name: string, value: HostTensor): void {
  const spec = program.inputs[name]!;
  const dtype = spec.dtype ?? 'float32';
  if (value.dtype !== dtype) throw new ShapeError(`${program.name}: "${name}" expected ${dtype}, got ${value.dtype}`);
  if (!sameSizes(value.shape, spec.shape))
    throw new ShapeError(`${program.name}: "${name}" expected shape ${shape(spec.shape)}, got ${shape(value.shape)}`);
  const expected = ARRAYS[dtype];
  const found = Object.prototype.toString.call(value.data).slice('[object '.length, -1);
  if (found !== expected) throw new ShapeError(`${program.name}: "${name}" expected ${expected}, got ${found}`);
  const size = value.shape.reduce((product, axis) => product * axis, 1);
  if (value.data.length !== size) {
    throw new ShapeError(
      `${program.name}: "${name}" of shape ${shape(value.shape)} needs ${size} values, got ${value.data.length}`,
    );
  }
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function shape(sizes: readonly number[]): string {
  return `[${sizes.join(', ')}]`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
