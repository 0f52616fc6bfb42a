import { DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import { drawLabelled, labelledView, type LabelSplit } from './label-split.js';
import { indicesWhere, subset } from '../subset.js';
import type { Dataset } from '../types.js';
import { clusterNames, withoutLabels } from '../without-labels.js';

export interface SemiSupervisedOptions {
  /**
   * Number of examples that keep their labels, a multiple of the number of classes; 0: none, nor held-out ones; null:
   * all.
   */
  readonly labels: number | null;
  /** Without labels: number of clusters that replace the classes; null or absent: the number of classes. */
  readonly clusters?: number | null;
  /** Number of held-out examples, which have their labels unless `labels` is 0. */
  readonly validationExamples: number;
  /** Seed of both draws. */
  readonly seed: number;
}

/** Splits of a labelled dataset for a semi-supervised experiment. */
export interface SemiSupervisedSplit {
  /** Training examples, labelled and unlabelled. */
  readonly train: Dataset;
  /** Absent if no examples are held out. */
  readonly validation?: Dataset;
  /** Absent if all labels are kept. */
  readonly labelSplit?: LabelSplit;
}

/**
 * Draws the examples that keep their labels and, from the others, the held-out examples. The labelled examples are
 * drawn from the whole dataset, so that they do not depend on the number of held-out examples.
 * @throws ConfigError if the labels cannot be divided evenly among the classes
 * @throws DatasetError if there are too few examples
 */
export function splitSemiSupervised(
  dataset: Dataset,
  { labels, clusters, validationExamples, seed }: SemiSupervisedOptions,
): SemiSupervisedSplit {
  if (labels === 0) {
    const unlabelled = unlabelledExamples(dataset, clusters ?? dataset.classes.length);
    return splitSemiSupervised(unlabelled, { labels: null, validationExamples, seed });
  }
  const labelSplit = labels === null ? undefined : drawLabelled(dataset, { count: labels, seed });
  const known = labelSplit ? labelledView(dataset, labelSplit) : dataset;
  if (validationExamples === 0) return { train: known, ...(labelSplit && { labelSplit }) };

  const heldOut = drawHeldOut(dataset, new Set(labelSplit?.indices), { validationExamples, seed });
  const trained = indicesWhere(dataset, (index) => !heldOut.has(index));
  const suffix = `validation${validationExamples}`;
  return {
    train: subset(known, trained, `${labelSplit?.name ?? `${dataset.name}-seed${seed}`}-without-${suffix}`),
    validation: subset(dataset, [...heldOut].sort(ascending), `${dataset.name}-seed${seed}-${suffix}`),
    ...(labelSplit && { labelSplit }),
  };
}

/** Returns the dataset without labels, with clusters in place of the classes. */
function unlabelledExamples(dataset: Dataset, clusters: number): Dataset {
  return withoutLabels(dataset, clusterNames(clusters), `${dataset.name}-labels0`);
}

/**
 * Draws from a fixed shuffle, skipping labelled examples, so that the set barely changes with the number of labels.
 */
function drawHeldOut(
  { name, length }: Dataset,
  labelled: ReadonlySet<number>,
  { validationExamples, seed }: Pick<SemiSupervisedOptions, 'validationExamples' | 'seed'>,
): Set<number> {
  const available = length - labelled.size;
  // Without a label split, at least one example must remain for training.
  if (validationExamples > available || validationExamples >= length) {
    const bound = labelled.size > 0 ? 'at least' : 'more than';
    throw new DatasetError(
      `${name}: expected ${bound} ${validationExamples + labelled.size} examples, ${validationExamples} for ` +
        `validation and ${labelled.size || 'others'} for training with labels, got ${length}`,
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
