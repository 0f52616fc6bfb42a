import { problemOfOutputs, type OutputSpecs } from '../check-inputs.js';
import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors, Program, Tensors } from '../types.js';
import { packingOf, type Packing } from './packing.js';

/**
 * A program whose small tensors go in and out as one vector for each kind: inputs, state, outputs. A tensor takes some microseconds on its way
 * between threads, into ONNX Runtime and back, whatever its size, and a deep network has hundreds of them in every step.
 */
export interface PackedProgram {
  readonly program: Program;
  /** What the original function gives; known once the program has been traced. */
  readonly outputs: OutputSpecs;
  packInputs(inputs: HostTensors): Record<string, HostTensor>;
  packState(values: HostTensors): Record<string, HostTensor>;
  unpackState(values: HostTensors): Record<string, HostTensor>;
  unpackOutputs(outputs: HostTensors): Record<string, HostTensor>;
  /** Of packed inputs those that are not in a vector. */
  ofInputs(packed: HostTensors): Record<string, HostTensor>;
  /** Inputs and state, of tensors in a trace. */
  unpackTensors(tensors: Tensors): Tensors;
}

/** Name of the vector of inputs. */
const INPUTS = 'packed inputs';
/** Prefix of a state's next value among the outputs. */
const NEXT = 'next state: ';

/**
 * @param apart inputs that go over on their own, whatever their size
 */
export function packProgram(program: Program, apart: readonly string[] = []): PackedProgram {
  const { name, inputs, state = {} } = program;
  const stateNames = Object.keys(state);
  const stateSpecs = pick(inputs, stateNames);
  const runSpecs = omit(inputs, stateNames);
  const statePacking = packingOf('packed state', stateSpecs);
  const inputPacking = packingOf(INPUTS, omit(runSpecs, apart));
  const unpackTensors = (tensors: Tensors): Tensors => statePacking.unpackTensors(inputPacking.unpackTensors(tensors));
  let outputPacking: Packing | undefined;
  let outputSpecs: OutputSpecs = {};

  return {
    program: {
      name,
      inputs: { ...inputPacking.specs(runSpecs), ...statePacking.specs(stateSpecs) },
      state: Object.fromEntries(Object.keys(statePacking.specs(stateSpecs)).map((packed) => [packed, NEXT + packed])),
      fn: (tensors) => {
        const outputs = program.fn(unpackTensors(tensors));
        outputSpecs = mapValues(outputs, ({ shape, dtype }) => ({ shape, dtype }));
        const own = omit(outputs, Object.values(state));
        outputPacking = packingOf('packed outputs', own);
        // The check of the outputs will say what is wrong.
        if (problemOfOutputs(program, outputs) !== undefined) return own;
        const next = statePacking.packTensors(mapValues(state, (output) => outputs[output]!));
        return {
          ...outputPacking.packTensors(own),
          ...Object.fromEntries(Object.entries(next).map(([packed, tensor]) => [NEXT + packed, tensor])),
        };
      },
    },
    get outputs() {
      return outputSpecs;
    },
    packInputs: (values) => inputPacking.pack(values),
    packState: (values) => statePacking.pack(values),
    unpackState: (values) =>
      mapValues(statePacking.unpack(values), (value) => ({ ...value, data: value.data.slice() })),
    unpackOutputs: (outputs) => outputPacking!.unpack(outputs),
    ofInputs: (packed) => omit(packed, [INPUTS]),
    unpackTensors,
  };
}
