import type { HostTensor, Tensors } from '../engine/index.js';
import { conv2d, dense, type Padding, type Tensor, tf } from '../ops/index.js';
import type { Rng } from '../rng.js';
import type { Activation } from './image-options.js';
import { glorotUniform, heUniform, sigmoidUniform, zeros } from './initialisers.js';

/** Shape and initialisation of a convolution or dense layer. */
export interface LayerShape {
  readonly name: string;
  /** [K, K, C, F] or [I, O]. */
  readonly kernel: readonly number[];
  readonly bias: boolean;
  /** Activation after the layer; absent: none. */
  readonly activation?: Activation;
  /** Activation that produced the layer's inputs. */
  readonly inputsFrom?: Activation;
  /** Activation of a residual branch that is part of the layer's inputs. */
  readonly inputsPartlyFrom?: Activation;
}

/**
 * Returns initial parameters of layers: He initialisation before ReLUs, Glorot without activation, wider around
 * sigmoids; zero biases. Sigmoid outputs lie around ½, so each layer would push the next one further into saturation.
 * Therefore the weights that multiply sigmoid outputs sum to zero at every kernel position; zero padding at the border
 * then causes no shift either.
 */
export function initLayers(layers: readonly LayerShape[], rng: Rng): Record<string, HostTensor> {
  const parameters: Record<string, HostTensor> = {};
  for (const layer of layers) {
    const { name, kernel, bias, inputsFrom, inputsPartlyFrom } = layer;
    const weights = initialKernel(layer, rng.split(name));
    parameters[`${name}/kernel`] = (inputsFrom ?? inputsPartlyFrom) === 'sigmoid' ? zeroSum(weights) : weights;
    if (bias) parameters[`${name}/bias`] = zeros([kernel.at(-1)!]);
  }
  return parameters;
}

function initialKernel({ kernel, activation, inputsFrom }: LayerShape, rng: Rng): HostTensor {
  const [channels, filters] = kernel.slice(-2) as [number, number];
  const taps = kernel.slice(0, -2).reduce((product, size) => product * size, 1);
  const fanIn = taps * channels;
  const [before, after] = [activation === 'sigmoid', inputsFrom === 'sigmoid'];
  // Also for the classes' layer: its logits are means over positions, so variation between positions cancels.
  if (before || after) return sigmoidUniform(rng, kernel, fanIn, { before: true, after });
  return activation === undefined ? glorotUniform(rng, kernel, fanIn, taps * filters) : heUniform(rng, kernel, fanIn);
}

/** Subtracts the mean over C from weights [..., C, F]. */
function zeroSum({ shape, dtype, data }: HostTensor): HostTensor {
  const [channels, filters] = shape.slice(-2) as [number, number];
  const size = channels * filters;
  const means = new Float64Array((data.length / size) * filters);
  const mean = (i: number): number => Math.floor(i / size) * filters + (i % filters);
  data.forEach((weight, i) => (means[mean(i)]! += weight / channels));
  return { shape, dtype, data: Float32Array.from(data, (weight, i) => weight - means[mean(i)]!) };
}

/** Returns the number of parameters of layers. */
export function countParameters(layers: readonly LayerShape[]): number {
  return layers.reduce(
    (sum, { kernel, bias }) => sum + kernel.reduce((a, b) => a * b, 1) + (bias ? kernel.at(-1)! : 0),
    0,
  );
}

/** Applies the named convolution, with its bias if present. */
export function applyConvolution(parameters: Tensors, name: string, x: Tensor, padding: Padding): Tensor {
  const y = conv2d(x, parameters[`${name}/kernel`]!, padding);
  const bias = parameters[`${name}/bias`];
  return bias === undefined ? y : tf.add(y, bias);
}

/** Applies the named dense layer, with its bias if present. */
export function applyDense(parameters: Tensors, name: string, x: Tensor): Tensor {
  return dense(x, parameters[`${name}/kernel`]!, parameters[`${name}/bias`]);
}
