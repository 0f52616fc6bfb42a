import type { HostTensor } from '#src/engine/index.js';
import type { Rng } from '#src/rng.js';

/** Draws standard normal numbers, one for each element of the shape. */
export function normal(rng: Rng, shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return new Float64Array(size).map(() => rng.normal());
}

/** Draws a float32 tensor of normal numbers with the given standard deviation, as input for an engine. */
export function normalOnHost(rng: Rng, shape: readonly number[], deviation = 1): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(normal(rng, shape), (value) => deviation * value) };
}

/**
 * Replaces the biases, which are zero initially, by normal numbers.
 * @param rngOf returns the random stream for a bias, by its name
 */
export function withNormalBiases(
  parameters: Readonly<Record<string, HostTensor>>,
  deviation: number,
  rngOf: (name: string) => Rng,
): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      name.endsWith('/bias') ? normalOnHost(rngOf(name), tensor.shape, deviation) : tensor,
    ]),
  );
}
