import type { HostTensor } from '#src/engine/index.js';
import type { Rng } from '#src/rng.js';

/** Standard normal numbers, drawn one after another: as many as an array of this shape has. */
export function normal(rng: Rng, shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return new Float64Array(size).map(() => rng.normal());
}

/** A float32 array of normal numbers of this standard deviation, for an engine. */
export function normalOnHost(rng: Rng, shape: readonly number[], deviation = 1): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(normal(rng, shape), (value) => deviation * value) };
}

/**
 * Parameters whose biases, which are zeros to begin with, are normal numbers of this standard deviation instead.
 * @param rngOf the stream that the bias of this name is drawn from
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
