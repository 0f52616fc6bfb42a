import type { HostTensor, Tensors } from '../engine/index.js';
import { conv2d, dense, type Padding, type Tensor, tf } from '../ops/index.js';
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
  /** What its inputs have just been through. */
  readonly inputsFrom?: Activation;
  /** What has been added to its inputs, by a residual branch. */
  readonly inputsPartlyFrom?: Activation;
}

/**
 * Fresh parameters of layers: He's initialisation before rectifiers, Glorot's where nothing follows, wider ones around sigmoids; zero biases.
 * What comes from a sigmoid lies around ½, and every layer would shift the next one further into saturation: the weights that see such inputs
 * add up to zero, at every place of a kernel, so that places beyond the border, where inputs are zero, count for nothing either.
 */
export function initLayers(layers: readonly LayerShape[], rng: Rng): Record<string, HostTensor> {
  const parameters: Record<string, HostTensor> = {};
  for (const layer of layers) {
    const { name, kernel, bias, inputsFrom, inputsPartlyFrom } = layer;
    const weights = initialKernel(layer, rng.split(name));
    parameters[`${name}/kernel`] = (inputsFrom ?? inputsPartlyFrom) === 'sigmoid' ? withoutSums(weights) : weights;
    if (bias) parameters[`${name}/bias`] = zeros([kernel.at(-1)!]);
  }
  return parameters;
}

function initialKernel({ kernel, activation, inputsFrom }: LayerShape, rng: Rng): HostTensor {
  const [channels, filters] = kernel.slice(-2) as [number, number];
  const taps = kernel.slice(0, -2).reduce((product, size) => product * size, 1);
  const fanIn = taps * channels;
  const [before, behind] = [activation === 'sigmoid', inputsFrom === 'sigmoid'];
  // The classes' layer as well: its logits are means over places, and what varies from place to place cancels.
  if (before || behind) return sigmoidUniform(rng, kernel, fanIn, { before: true, behind });
  return activation === undefined ? glorotUniform(rng, kernel, fanIn, taps * filters) : heUniform(rng, kernel, fanIn);
}

/** Weights [..., C, F] less their mean over C. */
function withoutSums({ shape, dtype, data }: HostTensor): HostTensor {
  const [channels, filters] = shape.slice(-2) as [number, number];
  const size = channels * filters;
  const means = new Float64Array((data.length / size) * filters);
  const mean = (i: number): number => Math.floor(i / size) * filters + (i % filters);
  data.forEach((weight, i) => (means[mean(i)]! += weight / channels));
  return { shape, dtype, data: Float32Array.from(data, (weight, i) => weight - means[mean(i)]!) };
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
