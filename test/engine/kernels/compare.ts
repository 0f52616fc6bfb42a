import type { Engine, HostTensor, Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import type { Rng } from '#src/rng.js';
import { expect } from 'vitest';
import { drawValues, FILLINGS, type DrawnCall, type DrawnInput, type Filling } from './draw.js';

/** The engine under test, and the reference: the eager engine on the CPU backend. */
export interface Engines {
  readonly compiled: Engine;
  readonly reference: Engine;
}

/**
 * Compares one kernel on both engines: on inputs with random, constant and often tying values, and on constants
 * that are known while tracing (folding).
 */
export async function expectSameKernel(engines: Engines, kernel: string, call: DrawnCall, rng: Rng): Promise<void> {
  const known = Object.fromEntries(
    FILLINGS.map((filling) => [
      filling,
      mapValues(call.inputs, (input, name) => drawValues(rng.split('known', filling, name), input, filling)),
    ]),
  );
  const program: Program = {
    name: kernel,
    inputs: mapValues(call.inputs, ({ shape, dtype }) => ({
      shape,
      dtype: dtype === undefined ? 'float32' : boundaryType(dtype),
    })),
    fn: (inputs) => {
      const outputs: Record<string, tf.Tensor> = named(
        'run',
        runKernel(kernel, withBooleans(inputs, call.inputs), call.attributes),
      );
      for (const filling of FILLINGS) {
        const constants = mapValues(call.inputs, ({ shape, dtype }, name) =>
          tf.tensor(known[filling]![name]!, [...shape], dtype ?? 'float32'),
        );
        Object.assign(outputs, named(`known ${filling}`, runKernel(kernel, constants, call.attributes)));
      }
      return outputs;
    },
  };
  const runs = FILLINGS.map((filling) => drawInputs(rng.split(filling), call.inputs, filling));
  // Winograd's filtering is one digit less accurate than a direct convolution.
  const tolerance = kernel.includes('Conv2D') ? 1e-4 : undefined;
  await expectSameProgram(engines, program, runs, `${kernel} ${JSON.stringify(call)}`, tolerance);
}

/**
 * Compiles a program on both engines and compares all outputs of several runs: type, shape, numbers.
 * @param tolerance largest difference allowed, relative to the output's largest absolute value
 */
export async function expectSameProgram(
  { compiled, reference }: Engines,
  program: Program,
  runs: readonly Record<string, HostTensor>[],
  what: string,
  tolerance = 2e-6,
): Promise<void> {
  const [tested, expected] = [await compiled.compile(program), await reference.compile(program)];
  for (const inputs of runs) {
    const wanted = (await expected.run(inputs)).outputs;
    const got = (await tested.run(copies(inputs))).outputs;
    expect(Object.keys(got).sort(), what).toEqual(Object.keys(wanted).sort());
    for (const [name, tensor] of Object.entries(wanted))
      expectSameTensor(got[name]!, tensor, tolerance, `${what}, output ${name}`);
  }
  await tested.dispose();
  await expected.dispose();
}

/** Draws all inputs of a program. */
export function drawInputs(
  rng: Rng,
  inputs: Readonly<Record<string, DrawnInput>>,
  filling: Filling,
): Record<string, HostTensor> {
  return mapValues(inputs, (input, name): HostTensor => {
    const values = drawValues(rng.split(name), input, filling);
    const dtype = boundaryType(input.dtype ?? 'float32');
    return {
      dtype,
      shape: input.shape,
      data: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values),
    };
  });
}

function expectSameTensor(got: HostTensor, wanted: HostTensor, tolerance: number, what: string): void {
  expect({ dtype: got.dtype, shape: [...got.shape] }, what).toEqual({ dtype: wanted.dtype, shape: [...wanted.shape] });
  const finite = Array.from(wanted.data).filter(Number.isFinite);
  const scale = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const wrong = Array.from(wanted.data).findIndex((value, i) => {
    const other = got.data[i]!;
    if (!Number.isFinite(value)) return !Object.is(value, other);
    return !(Math.abs(other - value) <= tolerance * scale + 1e-5 * Math.abs(value));
  });
  if (wrong !== -1) {
    expect.fail(
      `${what}: element ${wrong} is ${got.data[wrong]}, expected ${wanted.data[wrong]}; ` +
        `got ${preview(got)}, expected ${preview(wanted)}`,
    );
  }
}

const preview = ({ data }: HostTensor): string =>
  `[${Array.from(data.slice(0, 12)).join(', ')}${data.length > 12 ? ', ...' : ''}]`;

/** Kernels that TensorFlow.js composes of others on a backend that does not register them. */
const COMPOSED: Readonly<
  Record<string, (inputs: Readonly<Record<string, tf.Tensor>>, attributes: never) => tf.Tensor>
> = {
  LogSoftmax: ({ logits }, { axis }: { axis: number }) => tf.sub(logits!, tf.logSumExp(logits!, axis, true)),
  BroadcastTo: ({ x }, { shape }: { shape: number[] }) => tf.broadcastTo(x!, shape),
};

function runKernel(
  kernel: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: object = {},
): tf.Tensor | tf.Tensor[] {
  if (tf.getKernel(kernel, tf.getBackend()) === undefined) return COMPOSED[kernel]!(inputs, attributes as never);
  const names = Object.keys(inputs);
  // Kernels with a list of inputs expect an array; its names are 0, 1, ...
  const kernelInputs =
    names.length > 0 && names.every((name) => /^\d+$/.test(name)) ? Object.values(inputs) : { ...inputs };
  return tf.engine().runKernel(kernel, kernelInputs as tf.NamedTensorMap, attributes as never);
}

function withBooleans(
  inputs: Readonly<Record<string, tf.Tensor>>,
  drawn: Readonly<Record<string, DrawnInput>>,
): Record<string, tf.Tensor> {
  return mapValues(drawn, ({ dtype }, name) => (dtype === 'bool' ? tf.cast(inputs[name]!, 'bool') : inputs[name]!));
}

function named(prefix: string, result: tf.Tensor | tf.Tensor[]): Record<string, tf.Tensor> {
  return Array.isArray(result)
    ? Object.fromEntries(result.map((tensor, i) => [`${prefix} ${i}`, tensor]))
    : { [prefix]: result };
}

/** Type at the engine's boundary, where booleans are integers. */
function boundaryType(dtype: 'float32' | 'int32' | 'bool'): 'float32' | 'int32' {
  return dtype === 'float32' ? 'float32' : 'int32';
}

function copies(inputs: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return mapValues(inputs, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
}

function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}
