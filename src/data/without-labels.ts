import { UNLABELLED, type Dataset } from './types.js';

/**
 * A dataset's examples as unlabelled ones, whatever labels it has.
 * @param classes of the view; the dataset's own unless given
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
    ...(augment && { augment: (index, rng, out, offset) => augment.call(dataset, index, rng, out, offset) }),
  };
}

/** What the outputs of a network are called that was trained without labels: they stand for no class. */
export function clusterNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cluster ${index + 1}`);
}
