import { outputProblem, type OutputSpecs } from '../check-inputs.js';
import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors, Program, Tensors } from '../types.js';
import { flatLayout, type FlatLayout } from './flat-layout.js';

/**
 * A program whose small tensors go in and out as one vector for each kind: inputs, state, outputs. A tensor takes some microseconds on its way
 * between threads, into ONNX Runtime and back, whatever its size, and a deep network has hundreds of them in every step.
 */
export interface FlatProgram {
  readonly program: Program;
  /** What the original function gives; known once the program has been traced. */
  readonly outputs: OutputSpecs;
  flattenInputs(inputs: HostTensors): Record<string, HostTensor>;
  flattenState(values: HostTensors): Record<string, HostTensor>;
  unflattenState(values: HostTensors): Record<string, HostTensor>;
  unflattenOutputs(outputs: HostTensors): Record<string, HostTensor>;
  /** Those of the flattened inputs that are not in a vector. */
  unflattened(flat: HostTensors): Record<string, HostTensor>;
  /** Inputs and state, of tensors in a trace. */
  unflattenTensors(tensors: Tensors): Tensors;
}

/** Name of the vector of inputs. */
const INPUTS = 'flat inputs';
/** Prefix of a state's next value among the outputs. */
const NEXT = 'next state: ';

/**
 * @param apart inputs that go over on their own, whatever their size
 */
export function flattenProgram(program: Program, apart: readonly string[] = []): FlatProgram {
  const { name, inputs, state = {} } = program;
  const stateNames = Object.keys(state);
  const stateSpecs = pick(inputs, stateNames);
  const runSpecs = omit(inputs, stateNames);
  const stateLayout = flatLayout('flat state', stateSpecs);
  const inputLayout = flatLayout(INPUTS, omit(runSpecs, apart));
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
        outputSpecs = mapValues(outputs, ({ shape, dtype }) => ({ shape, dtype }));
        const own = omit(outputs, Object.values(state));
        outputLayout = flatLayout('flat outputs', own);
        // The check of the outputs will say what is wrong.
        if (outputProblem(program, outputs) !== undefined) return own;
        const next = stateLayout.flattenTensors(mapValues(state, (output) => outputs[output]!));
        return {
          ...outputLayout.flattenTensors(own),
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
