import type { HostTensor } from '../engine/types.js';
import type { Rng } from '../rng.js';

/**
 * Uniform in ±sqrt(6 / fanIn) (He et al., "Delving Deep into Rectifiers", 2015): keeps the variance of activations through ReLU layers.
 */
export function heUniform(rng: Rng, shape: readonly number[], fanIn: number): HostTensor {
  const limit = Math.sqrt(6 / fanIn);
  return filled(shape, () => (2 * rng.uniform() - 1) * limit);
}

/**
 * Uniform in ±4 sqrt(3 / fanIn), of variance 16 / fanIn: keeps, to first order, the variance of activations through a sigmoid, whose slope at 0
 * is 1/4.
 */
export function sigmoidUniform(rng: Rng, shape: readonly number[], fanIn: number): HostTensor {
  const limit = 4 * Math.sqrt(3 / fanIn);
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

function filled(shape: readonly number[], next: () => number): HostTensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = next();
  return { dtype: 'float32', shape: [...shape], data };
}
