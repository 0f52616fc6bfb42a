import { UNLABELLED, type Dataset } from './types.js';

/** A dataset with a different list of classes, and the class names missing from that list. */
export interface Relabelled {
  readonly dataset: Dataset;
  /** Classes of the data that are not in `classes`; their examples become unlabelled. */
  readonly unknown: readonly string[];
}

/**
 * Converts labels to indices into `classes`, matched by name. This allows evaluation of a model on a folder with only
 * some of its species, or with additional ones.
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
