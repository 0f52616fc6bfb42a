import type { HostTensor, Tensors } from '../engine/types.js';
import { conv2d, dense, tf, type Padding } from '../ops/index.js';
import type { Tensor } from '../ops/tf.js';
import type { Rng } from '../rng.js';
import type { Activation } from './image-options.js';
import { glorotUniform, heUniform, sigmoidUniform, zeros } from './initialisers.js';

/** A convolution or dense layer: what it weighs, how it starts. */
export interface LayerShape {
  readonly name: string;
  /** [K, K, C, F] or [I, O]. */
  readonly kernel: readonly number[];
  readonly bias: boolean;
  /** What follows; absent: nothing that is not linear. */
  readonly activation?: Activation;
  /** What its inputs, or a part of them, have just been through. */
  readonly inputsFrom?: Activation;
}

/**
 * Fresh parameters of layers: He's initialisation before rectifiers, a wider one before a sigmoid, Glorot's elsewhere; zero biases. What comes
 * from a sigmoid lies around one number above zero, and every layer would shift the next one further into saturation: the weights of units that
 * see such inputs add up to zero.
 */
export function initLayers(layers: readonly LayerShape[], rng: Rng): Record<string, HostTensor> {
  const parameters: Record<string, HostTensor> = {};
  for (const { name, kernel, bias, activation, inputsFrom } of layers) {
    const weights = initialKernel(rng.split(name), kernel, activation);
    parameters[`${name}/kernel`] = inputsFrom === 'sigmoid' ? withoutSums(weights) : weights;
    if (bias) parameters[`${name}/bias`] = zeros([kernel.at(-1)!]);
  }
  return parameters;
}

function initialKernel(rng: Rng, kernel: readonly number[], activation: Activation | undefined): HostTensor {
  const [channels, filters] = kernel.slice(-2) as [number, number];
  const taps = kernel.slice(0, -2).reduce((product, size) => product * size, 1);
  const fanIn = taps * channels;
  if (activation === undefined) return glorotUniform(rng, kernel, fanIn, taps * filters);
  return activation === 'sigmoid' ? sigmoidUniform(rng, kernel, fanIn) : heUniform(rng, kernel, fanIn);
}

/** Weights less the mean of each unit's. */
function withoutSums({ shape, dtype, data }: HostTensor): HostTensor {
  const units = shape.at(-1)!;
  const means = new Float64Array(units);
  data.forEach((weight, i) => (means[i % units]! += (weight * units) / data.length));
  return { shape, dtype, data: Float32Array.from(data, (weight, i) => weight - means[i % units]!) };
}

/** Number of weights of layers. */
export function countParameters(layers: readonly LayerShape[]): number {
  return layers.reduce(
    (sum, { kernel, bias }) => sum + kernel.reduce((a, b) => a * b, 1) + (bias ? kernel.at(-1)! : 0),
    0,
  );
}

/** The convolution named so, with its bias if it has one. */
export function applyConvolution(parameters: Tensors, name: string, x: Tensor, padding: Padding): Tensor {
  const y = conv2d(x, parameters[`${name}/kernel`]!, padding);
  const bias = parameters[`${name}/bias`];
  return bias === undefined ? y : tf.add(y, bias);
}

/** The dense layer named so, with its bias if it has one. */
export function applyDense(parameters: Tensors, name: string, x: Tensor): Tensor {
  return dense(x, parameters[`${name}/kernel`]!, parameters[`${name}/bias`]);
}
