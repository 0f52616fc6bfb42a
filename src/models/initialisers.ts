import type { HostTensor } from '../engine/index.js';
import type { Rng } from '../rng.js';

/**
 * Uniform in ±sqrt(6 / fanIn) (He et al., "Delving Deep into Rectifiers", 2015): keeps the variance of activations through ReLU layers.
 */
export function heUniform(rng: Rng, shape: readonly number[], fanIn: number): HostTensor {
  const limit = Math.sqrt(6 / fanIn);
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** What a tanh network is initialised with, a little above what keeps small signals alive, since large ones are held down. */
const TANH_GAIN = 5 / 3;

/**
 * Uniform, of standard deviation `gain` / sqrt(fanIn), with the gain that a sigmoid needs where tanh has 5/3: σ(z) = ½ + ½ tanh(z / 2), so
 * twice as wide before a sigmoid, and twice as wide behind one.
 */
export function sigmoidUniform(
  rng: Rng,
  shape: readonly number[],
  fanIn: number,
  { before, behind }: { readonly before: boolean; readonly behind: boolean },
): HostTensor {
  const gain = TANH_GAIN * (before ? 2 : 1) * (behind ? 2 : 1);
  const limit = gain * Math.sqrt(3 / fanIn);
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010): for layers without a ReLU behind them. */
export function glorotUniform(rng: Rng, shape: readonly number[], fanIn: number, fanOut: number): HostTensor {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/** All zeros. */
export function zeros(shape: readonly number[]): HostTensor {
  return filled(shape, () => 0);
}

/** A tensor of these values, row by row. */
export function filled(shape: readonly number[], next: (index: number) => number): HostTensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = next(i);
  return { dtype: 'float32', shape: [...shape], data };
}
