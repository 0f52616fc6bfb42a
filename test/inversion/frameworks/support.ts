import { tf } from '#src/ops/index.js';
import type { Rng } from '#src/rng.js';
import { normal } from '../../helpers/normal.js';
import type { Array64 } from '../../helpers/reference64.js';

/** Normal values rounded to float32, so that both sides of a comparison use the same values. */
export function normal64(rng: Rng, shape: readonly number[]): Array64 {
  return { shape, data: normal(rng, shape).map(Math.fround) };
}

export const positive64 = (rng: Rng, shape: readonly number[]): Array64 => {
  const { data } = normal64(rng, shape);
  return { shape, data: data.map((value) => Math.fround(Math.abs(value) + 0.1)) };
};

export const tensorOf = ({ shape, data }: Array64): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);

/** max |a − b| / max |b|. */
export function difference(a: tf.Tensor, b: ArrayLike<number>): number {
  const values = a.dataSync();
  if (values.length !== b.length) throw new Error(`expected ${b.length} values, got ${values.length}`);
  let [furthest, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    furthest = Math.max(furthest, Math.abs(values[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  return furthest / size;
}
