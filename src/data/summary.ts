import { createHash } from 'node:crypto';
import { UNLABELLED, type Dataset } from './types.js';

/** Counts the distinct sources (recordings) of a dataset. */
export function sourceCount(dataset: Dataset): number {
  const sources = new Set<number>();
  for (let index = 0; index < dataset.length; index++) sources.add(dataset.source(index));
  return sources.size;
}

/** Counts the examples of each class, without unlabelled ones. */
export function labelCounts(dataset: Dataset): number[] {
  const counts = new Array<number>(dataset.classes.length).fill(0);
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label !== UNLABELLED) counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/**
 * Computes a short hash of the structure of a dataset: shape, classes, and the label and source of every example. It
 * lets a resumed run detect that its folder of recordings has changed. It does not read the examples themselves.
 */
export function fingerprint(dataset: Dataset): string {
  const structure = new Int32Array(dataset.length * 2);
  for (let index = 0; index < dataset.length; index++) {
    structure[2 * index] = dataset.label(index);
    structure[2 * index + 1] = dataset.source(index);
  }
  return createHash('sha256')
    .update(JSON.stringify([dataset.inputShape, dataset.classes, dataset.length]))
    .update(structure)
    .digest('hex')
    .slice(0, 16);
}

/** Names of background classes: the network learns them, but they are never reported as a species. */
const BACKGROUND_NAMES: ReadonlySet<string> = new Set(['background', 'noise']);

/** Returns the names that denote background classes. */
export function backgroundClasses(classes: readonly string[]): string[] {
  return classes.filter((name) => BACKGROUND_NAMES.has(name.toLowerCase()));
}
