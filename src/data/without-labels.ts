import { UNLABELLED, type Dataset } from './types.js';

/**
 * Returns a view of a dataset in which all examples are unlabelled.
 * @param classes of the view; default: those of the dataset
 */
export function withoutLabels(
  dataset: Dataset,
  classes: readonly string[] = dataset.classes,
  name: string = dataset.name,
): Dataset {
  const { augment } = dataset;
  return {
    name,
    classes,
    inputShape: dataset.inputShape,
    length: dataset.length,
    label: () => UNLABELLED,
    source: (index) => dataset.source(index),
    read: (index, out, offset) => dataset.read(index, out, offset),
    ...(augment && {
      augment(index, rng, out, offset) {
        augment.call(dataset, index, rng, out, offset);
        return undefined;
      },
    }),
  };
}

/** Returns names for the outputs of a network trained without labels, which correspond to no class. */
export function clusterNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cluster ${index + 1}`);
}
