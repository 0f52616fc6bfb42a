import { createHash } from 'node:crypto';
import { UNLABELLED, type Dataset } from './types.js';

/** Number of different sources (recordings) of a dataset. */
export function sourceCount(dataset: Dataset): number {
  const sources = new Set<number>();
  for (let index = 0; index < dataset.length; index++) sources.add(dataset.source(index));
  return sources.size;
}

/** Examples per class; unlabelled ones are not counted. */
export function labelCounts(dataset: Dataset): number[] {
  const counts = new Array<number>(dataset.classes.length).fill(0);
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label !== UNLABELLED) counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/**
 * A short hash of what a dataset consists of: shape, classes, and the label and source of every example. It tells a resumed run
 * that its folder of recordings has changed; it does not read the examples themselves.
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

/** Names of classes that stand for "nothing of interest": they are learned, and never reported as a species. */
const BACKGROUND_NAMES: ReadonlySet<string> = new Set(['background', 'noise']);

/** Those of the classes that are background, by their names. */
export function backgroundClasses(classes: readonly string[]): string[] {
  return classes.filter((name) => BACKGROUND_NAMES.has(name.toLowerCase()));
}
