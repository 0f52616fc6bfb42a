import { UNLABELLED, type Dataset } from './types.js';

/** One example of a dataset. */
export interface Example {
  /** `#12`. */
  readonly name: string;
  /** Class name; null if unknown. */
  readonly label: string | null;
  /** Input of a model: [...inputShape]. */
  readonly x: Float32Array;
}

/** Reads an example by index. */
export function readExample(dataset: Dataset, index: number): Example {
  const x = new Float32Array(dataset.inputShape.reduce((product, side) => product * side, 1));
  dataset.read(index, x, 0);
  const label = dataset.label(index);
  return { name: `#${index}`, label: label === UNLABELLED ? null : dataset.classes[label]!, x };
}

/** Returns the index of the first example of every class that has examples, in order of classes. */
export function firstOfEachClass(dataset: Dataset): number[] {
  const first = new Map<number, number>();
  for (let index = 0; index < dataset.length && first.size < dataset.classes.length; index++) {
    const label = dataset.label(index);
    if (!first.has(label)) first.set(label, index);
  }
  return [...first].sort(([a], [b]) => a - b).map(([, index]) => index);
}
