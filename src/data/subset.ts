import type { Dataset } from './types.js';

/**
 * Returns a view of selected examples of a dataset, in the given order, without copying.
 * @param name should contain dataset, split, seed and number of labels
 * @throws RangeError if an index is outside the dataset
 */
export function subset(dataset: Dataset, indices: Iterable<number>, name: string): Dataset {
  const chosen = Int32Array.from(indices);
  for (const index of chosen) {
    if (index < 0 || index >= dataset.length) {
      throw new RangeError(`subset ${name}: expected indices below ${dataset.length}, got ${index}`);
    }
  }
  const at = (index: number): number => {
    const original = chosen[index];
    if (original === undefined) throw new RangeError(`${name}: expected an index below ${chosen.length}, got ${index}`);
    return original;
  };
  const { augment, loudness } = dataset;
  return {
    name,
    classes: dataset.classes,
    inputShape: dataset.inputShape,
    length: chosen.length,
    label: (index) => dataset.label(at(index)),
    source: (index) => dataset.source(at(index)),
    read: (index, out, offset) => dataset.read(at(index), out, offset),
    ...(loudness && { loudness: (index) => loudness.call(dataset, at(index)) }),
    ...(augment && { augment: (index, rng, out, offset) => augment.call(dataset, at(index), rng, out, offset) }),
  };
}

/** Returns the ascending indices of the examples whose source is in `sources`. */
export function indicesOfSources(dataset: Dataset, sources: Iterable<number>): Int32Array {
  const wanted = new Set(sources);
  return indicesWhere(dataset, (index) => wanted.has(dataset.source(index)));
}

/** Returns the ascending indices of the examples that satisfy a condition. */
export function indicesWhere(dataset: Dataset, condition: (index: number) => boolean): Int32Array {
  const indices: number[] = [];
  for (let index = 0; index < dataset.length; index++) if (condition(index)) indices.push(index);
  return Int32Array.from(indices);
}
