import { UNLABELLED, type Dataset } from './types.js';

/** A dataset with another list of classes, and the class names that the list does not have. */
export interface Relabelled {
  readonly dataset: Dataset;
  /** Classes of the data that `classes` does not name; their examples are unlabelled now. */
  readonly unknown: readonly string[];
}

/**
 * The same examples with their labels as indices into `classes`, matched by name: a model is evaluated on a folder that holds only
 * some of its species, or others.
 */
export function relabel(dataset: Dataset, classes: readonly string[]): Relabelled {
  const mapped = dataset.classes.map((name) => classes.indexOf(name));
  const { augment, loudness } = dataset;
  return {
    unknown: dataset.classes.filter((_, index) => mapped[index] === -1),
    dataset: {
      name: dataset.name,
      classes,
      inputShape: dataset.inputShape,
      length: dataset.length,
      label: (index) => mapped[dataset.label(index)] ?? UNLABELLED,
      source: (index) => dataset.source(index),
      read: (index, out, offset) => dataset.read(index, out, offset),
      ...(loudness && { loudness: (index) => loudness.call(dataset, index) }),
      ...(augment && { augment: (index, rng, out, offset) => augment.call(dataset, index, rng, out, offset) }),
    },
  };
}
