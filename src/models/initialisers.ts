import type { HostTensor } from '../engine/index.js';
import type { Rng } from '../rng.js';

/**
 * Draws uniformly in ±sqrt(6 / fanIn) (He et al., "Delving Deep into Rectifiers", 2015): preserves the variance of
 * activations through ReLU layers.
 */
export function heUniform(rng: Rng, shape: readonly number[], fanIn: number): HostTensor {
  const limit = Math.sqrt(6 / fanIn);
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** The usual gain for tanh: slightly above 1, to compensate for the compression of large signals. */
const TANH_GAIN = 5 / 3;

/**
 * Draws uniformly with standard deviation `gain` / sqrt(fanIn). The gain is that of tanh, 5/3; as
 * σ(z) = ½ + ½ tanh(z / 2), it is doubled if a sigmoid follows the layer, and doubled if one precedes it.
 */
export function sigmoidUniform(
  rng: Rng,
  shape: readonly number[],
  fanIn: number,
  { before, after }: { readonly before: boolean; readonly after: boolean },
): HostTensor {
  const gain = TANH_GAIN * (before ? 2 : 1) * (after ? 2 : 1);
  const limit = gain * Math.sqrt(3 / fanIn);
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** Draws uniformly in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010): for layers without a following ReLU. */
export function glorotUniform(rng: Rng, shape: readonly number[], fanIn: number, fanOut: number): HostTensor {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** Returns a tensor of zeros. */
export function zeros(shape: readonly number[]): HostTensor {
  return filled(shape, () => 0);
}

/** Returns a tensor filled with the values of `next`, in row-major order. */
export function filled(shape: readonly number[], next: (index: number) => number): HostTensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = next(i);
  return { dtype: 'float32', shape: [...shape], data };
}
