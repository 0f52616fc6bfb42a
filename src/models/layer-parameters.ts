import type { HostTensor, Tensors } from '../engine/types.js';
import { conv2d, dense, tf, type Padding } from '../ops/index.js';
import type { Tensor } from '../ops/tf.js';
import type { Rng } from '../rng.js';
import { glorotUniform, heUniform, zeros } from './initialisers.js';

/** A convolution or dense layer: what it weighs, how it starts. */
export interface LayerShape {
  readonly name: string;
  /** [K, K, C, F] or [I, O]. */
  readonly kernel: readonly number[];
  readonly bias: boolean;
  /** A ReLU-like activation follows. */
  readonly rectified: boolean;
}

/** Fresh parameters of layers: He's initialisation before rectifiers, Glorot's elsewhere, zero biases. */
export function initLayers(layers: readonly LayerShape[], rng: Rng): Record<string, HostTensor> {
  const parameters: Record<string, HostTensor> = {};
  for (const { name, kernel, bias, rectified } of layers) {
    const fanOut = kernel.at(-1)!;
    const fanIn = kernel.slice(0, -1).reduce((product, size) => product * size, 1);
    const stream = rng.split(name);
    parameters[`${name}/kernel`] = rectified
      ? heUniform(stream, kernel, fanIn)
      : glorotUniform(stream, kernel, fanIn, (fanOut * fanIn) / kernel.at(-2)!);
    if (bias) parameters[`${name}/bias`] = zeros([fanOut]);
  }
  return parameters;
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
