import type { Rng } from '../rng.js';
import type { Dataset, PresentClasses } from './types.js';

/** Returns the number of values of one example. */
export function exampleSize(dataset: Dataset): number {
  return dataset.inputShape.reduce((product, size) => product * size, 1);
}

/**
 * Writes examples into a batch, one per row. Padding rows repeat the first example, so that their values are finite;
 * the step's row mask excludes them from every sum.
 * @param out [B, ...inputShape]
 * @param rng random stream of this batch; if given, examples are augmented, provided that the dataset supports it
 * @param onMixed receives the row and the classes of each example whose augmentation changed them
 */
export function readBatch(
  dataset: Dataset,
  indices: ArrayLike<number>,
  out: Float32Array,
  rng?: Rng,
  onMixed?: (row: number, classes: PresentClasses) => void,
): void {
  const size = exampleSize(dataset);
  for (let row = 0; row < indices.length; row++) {
    const offset = row * size;
    if (rng && dataset.augment) {
      const classes = dataset.augment(indices[row]!, rng.split(row), out, offset);
      if (classes) onMixed?.(row, classes);
    } else dataset.read(indices[row]!, out, offset);
  }
  for (let offset = indices.length * size; offset < out.length; offset += size) out.copyWithin(offset, 0, size);
}
