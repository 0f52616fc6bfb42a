import type { Rng } from '../rng.js';
import type { Dataset } from './types.js';

/** Number of values of one example. */
export function exampleSize(dataset: Dataset): number {
  return dataset.inputShape.reduce((product, size) => product * size, 1);
}

/**
 * Writes examples into a batch, one row each. Rows behind the last are filled with the first example again: something finite, whatever
 * the data; the step's row mask keeps them out of every sum.
 * @param out [B, ...inputShape]
 * @param rng of this batch; if given, examples are augmented, where the dataset can
 */
export function readBatch(dataset: Dataset, indices: ArrayLike<number>, out: Float32Array, rng?: Rng): void {
  const size = exampleSize(dataset);
  for (let row = 0; row < indices.length; row++) {
    const offset = row * size;
    if (rng && dataset.augment) dataset.augment(indices[row]!, rng.split(row), out, offset);
    else dataset.read(indices[row]!, out, offset);
  }
  for (let offset = indices.length * size; offset < out.length; offset += size) out.copyWithin(offset, 0, size);
}
