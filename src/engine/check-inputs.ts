import { EngineError, ShapeError } from '../errors.js';
import type { HostTensor, HostTensors, Program } from './types.js';

/**
 * Checks the inputs of one run: all that are not state, none besides, each of its declared type and shape.
 * @throws EngineError naming a missing or unknown input; ShapeError naming a wrong one
 */
export function checkInputs(program: Program, inputs: HostTensors): void {
  checkNames(program, inputs, runInputNames(program), 'input');
}

/**
 * Checks values for the program's state: every one of them, none besides.
 * @throws EngineError naming a missing or unknown value; ShapeError naming a wrong one
 */
export function checkState(program: Program, values: HostTensors): void {
  checkNames(program, values, Object.keys(program.state ?? {}), 'state value');
}

/**
 * Checks that the state of a program is declared among its inputs.
 * @throws EngineError
 */
export function checkProgram({ name, inputs, state = {} }: Program): void {
  for (const stateName of Object.keys(state)) {
    if (!(stateName in inputs))
      throw new EngineError(`${name}: state "${stateName}" is not among the program's inputs`);
  }
}

/**
 * Checks what the function returned.
 * @param outputs names of the function's outputs
 * @throws EngineError naming the output that a state needs and that is missing
 */
export function checkOutputs({ name, state = {} }: Program, outputs: readonly string[]): void {
  for (const [stateName, output] of Object.entries(state)) {
    if (!outputs.includes(output)) {
      throw new EngineError(
        `${name}: state "${stateName}" takes its next value from output "${output}", got ${list(outputs)}`,
      );
    }
  }
}

/** Names of the inputs that a run takes: all that are not state. */
export function runInputNames({ inputs, state = {} }: Program): string[] {
  return Object.keys(inputs).filter((name) => !(name in state));
}

function checkNames(program: Program, values: HostTensors, expected: readonly string[], kind: string): void {
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

function checkTensor(program: Program, name: string, value: HostTensor): void {
  const spec = program.inputs[name]!;
  const dtype = spec.dtype ?? 'float32';
  if (value.dtype !== dtype) throw new ShapeError(`${program.name}: "${name}" expected ${dtype}, got ${value.dtype}`);
  const matches =
    value.shape.length === spec.shape.length && value.shape.every((size, axis) => size === spec.shape[axis]);
  if (!matches)
    throw new ShapeError(`${program.name}: "${name}" expected shape ${shape(spec.shape)}, got ${shape(value.shape)}`);
  const size = value.shape.reduce((product, axis) => product * axis, 1);
  if (value.data.length !== size) {
    throw new ShapeError(
      `${program.name}: "${name}" of shape ${shape(value.shape)} needs ${size} values, got ${value.data.length}`,
    );
  }
}

function shape(sizes: readonly number[]): string {
  return `[${sizes.join(', ')}]`;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
