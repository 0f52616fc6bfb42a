import { DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import { drawLabelled, labelledView, type LabelSplit } from './label-split.js';
import { indicesWhere, subset } from '../subset.js';
import type { Dataset } from '../types.js';
import { clusterNames, withoutLabels } from '../without-labels.js';

export interface SemiSupervisedOptions {
  /** How many examples keep their labels, a multiple of the number of classes; 0: none, held-out ones included; null: all. */
  readonly labels: number | null;
  /** Without labels: how many clusters take the place of the classes; null or absent: as many. */
  readonly clusters?: number | null;
  /** How many examples are held out, with their labels if any are known. */
  readonly validationExamples: number;
  /** Of both draws. */
  readonly seed: number;
}

/** A labelled dataset as a semi-supervised experiment sees it. */
export interface SemiSupervisedParts {
  /** What is trained on: examples with labels, and the others without. */
  readonly train: Dataset;
  /** Absent if nothing is held out. */
  readonly validation?: Dataset;
  /** Absent if all labels are kept. */
  readonly labelSplit?: LabelSplit;
}

/**
 * Draws which examples keep their labels, of the whole dataset, so that the draw is the same however many are held out; and which of the others
 * are held out.
 * @throws ConfigError if the labels cannot be divided among the classes
 * @throws DatasetError if there are too few examples
 */
export function splitSemiSupervised(
  dataset: Dataset,
  { labels, clusters, validationExamples, seed }: SemiSupervisedOptions,
): SemiSupervisedParts {
  if (labels === 0) {
    const unlabelled = unlabelledExamples(dataset, clusters ?? dataset.classes.length);
    return splitSemiSupervised(unlabelled, { labels: null, validationExamples, seed });
  }
  const labelSplit = labels === null ? undefined : drawLabelled(dataset, { count: labels, seed });
  const known = labelSplit ? labelledView(dataset, labelSplit) : dataset;
  if (validationExamples === 0) return { train: known, ...(labelSplit && { labelSplit }) };

  const heldOut = drawHeldOut(dataset, new Set(labelSplit?.indices), { validationExamples, seed });
  const trained = indicesWhere(dataset, (index) => !heldOut.has(index));
  const held = `validation${validationExamples}`;
  return {
    train: subset(known, trained, `${labelSplit?.name ?? `${dataset.name}-seed${seed}`}-without-${held}`),
    validation: subset(dataset, [...heldOut].sort(ascending), `${dataset.name}-seed${seed}-${held}`),
    ...(labelSplit && { labelSplit }),
  };
}

/** Examples without labels, for a network that tells so many clusters apart. */
function unlabelledExamples(dataset: Dataset, clusters: number): Dataset {
  return withoutLabels(dataset, clusterNames(clusters), `${dataset.name}-labels0`);
}

/** The first of one order of all examples that are not labelled ones: nearly the same, however many those are. */
function drawHeldOut(
  { name, length }: Dataset,
  labelled: ReadonlySet<number>,
  { validationExamples, seed }: Pick<SemiSupervisedOptions, 'validationExamples' | 'seed'>,
): Set<number> {
  const free = length - labelled.size;
  // Without a choice of labelled examples, those that are left are the ones to train on.
  if (validationExamples > free || validationExamples >= length) {
    throw new DatasetError(
      `${name}: expected more than ${validationExamples + labelled.size} examples, ${validationExamples} to hold out for validation` +
        ` and ${labelled.size || 'others'} to train on with labels, got ${length}`,
    );
  }
  const order = createRng(seed)
    .split('validation')
    .shuffle(Array.from({ length }, (_, index) => index));
  return new Set(order.filter((index) => !labelled.has(index)).slice(0, validationExamples));
}

function ascending(a: number, b: number): number {
  return a - b;
}
