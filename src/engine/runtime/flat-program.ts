import { EngineError } from '../../errors.js';
import { outputProblem, resultProblem, type OutputSpecs } from '../check-inputs.js';
import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors, Program, Tensors } from '../types.js';
import { flatLayout, type FlatLayout } from './flat-layout.js';

/**
 * A program whose small tensors are flattened to one vector each for inputs, state and outputs. Passing a tensor
 * between threads, into ONNX Runtime and back costs a few microseconds whatever its size, and a deep network passes
 * hundreds of them in every step.
 */
export interface FlatProgram {
  readonly program: Program;
  /** Outputs of the original function; known after the program has been traced. */
  readonly outputs: OutputSpecs;
  flattenInputs(inputs: HostTensors): Record<string, HostTensor>;
  flattenState(values: HostTensors): Record<string, HostTensor>;
  unflattenState(values: HostTensors): Record<string, HostTensor>;
  unflattenOutputs(outputs: HostTensors): Record<string, HostTensor>;
  /** The inputs that are not in a vector. */
  unflattened(flat: HostTensors): Record<string, HostTensor>;
  /** Inputs and state as separate tensors, while tracing. */
  unflattenTensors(tensors: Tensors): Tensors;
}

/** Name of the input vector. */
const INPUTS = 'flat inputs';
/** Prefix of the outputs that become the next state. */
const NEXT = 'next state: ';

/**
 * Flattens the small tensors of a program.
 * @param separate inputs to leave out of the vector, whatever their size
 */
export function flattenProgram(program: Program, separate: readonly string[] = []): FlatProgram {
  const { name, inputs, state = {} } = program;
  const stateNames = Object.keys(state);
  const stateSpecs = pick(inputs, stateNames);
  const runSpecs = omit(inputs, stateNames);
  const stateLayout = flatLayout('flat state', stateSpecs);
  const inputLayout = flatLayout(INPUTS, omit(runSpecs, separate));
  const unflattenTensors = (tensors: Tensors): Tensors =>
    stateLayout.unflattenTensors(inputLayout.unflattenTensors(tensors));
  let outputLayout: FlatLayout | undefined;
  let outputSpecs: OutputSpecs = {};

  return {
    program: {
      name,
      inputs: { ...inputLayout.specs(runSpecs), ...stateLayout.specs(stateSpecs) },
      state: Object.fromEntries(Object.keys(stateLayout.specs(stateSpecs)).map((name) => [name, NEXT + name])),
      fn: (tensors) => {
        const outputs = program.fn(unflattenTensors(tensors));
        const problem = resultProblem(outputs);
        if (problem !== undefined) throw new EngineError(problem);
        outputSpecs = mapValues(outputs, ({ shape, dtype }) => ({ shape, dtype }));
        const results = omit(outputs, Object.values(state));
        outputLayout = flatLayout('flat outputs', results);
        // `checkOutputs` reports the problem later.
        if (outputProblem(program, outputs) !== undefined) return outputs;
        const next = stateLayout.flattenTensors(mapValues(state, (output) => outputs[output]!));
        return {
          ...outputLayout.flattenTensors(results),
          ...Object.fromEntries(Object.entries(next).map(([name, tensor]) => [NEXT + name, tensor])),
        };
      },
    },
    get outputs() {
      return outputSpecs;
    },
    flattenInputs: (values) => inputLayout.flatten(values),
    flattenState: (values) => stateLayout.flatten(values),
    unflattenState: (values) =>
      mapValues(stateLayout.unflatten(values), (value) => ({ ...value, data: value.data.slice() })),
    unflattenOutputs: (outputs) => outputLayout!.unflatten(outputs),
    unflattened: (flat) => omit(flat, [INPUTS]),
    unflattenTensors,
  };
}
