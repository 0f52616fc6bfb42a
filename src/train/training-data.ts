import {
  concat,
  createSampler,
  type Dataset,
  fingerprint,
  indicesWhere,
  labelCounts,
  type Sampler,
  sourceCount,
  UNLABELLED,
  withoutLabels,
  withViews,
} from '../data/index.js';
import { DatasetError } from '../errors.js';
import { checkFits } from '../eval/index.js';
import type { Model } from '../models/index.js';
import type { Rng } from '../rng.js';
import { checkLabels } from './check-labels.js';
import { checkViews, checkViewsDiffer } from './check-views.js';
import type { Progress } from './checkpoint/manifest.js';
import type { TrainConfig } from './config/index.js';
import type { StartEvent } from './events/index.js';
import { isSupervised } from './schedule.js';
import { settingsWithoutEffect } from './settings-without-effect.js';

export interface DataOptions {
  readonly train: Dataset;
  /** Additional examples without labels, or whose labels are not used. */
  readonly unlabelled?: Dataset;
  readonly validation?: Dataset;
}

/** The data of a run: all training examples as one dataset, and the sampler of its batches. */
export interface TrainingData {
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly validation?: Dataset;
  readonly fingerprints: Progress['data'];
  readonly counts: Pick<
    StartEvent,
    'trainExamples' | 'unlabelledExamples' | 'validationExamples' | 'trainSources' | 'validationSources'
  >;
  /** Warnings for the user. */
  readonly warnings: readonly string[];
}

/**
 * Prepares the data of a run.
 * @throws DatasetError if there is nothing to train on, there are fewer than two classes, or a label is none of them
 * @throws ConfigError if `data.views` does not fit, or would have no effect
 * @throws ShapeError if the model cannot take examples of this shape
 */
export function prepareData(options: DataOptions, model: Model, config: TrainConfig, rng: Rng): TrainingData {
  const { train, unlabelled } = options;
  checkViews(config);
  const heldOut = options.validation && options.validation.length > 0 ? options.validation : undefined;
  const { classes } = train;
  if (classes.length < 2) {
    throw new DatasetError(
      `${train.name}: expected at least two classes, got ${classes.length ? classes.join(', ') : 'none'}`,
    );
  }
  for (const dataset of [train, unlabelled && withoutLabels(unlabelled, classes), heldOut])
    if (dataset) checkFits(dataset, model);
  for (const dataset of [train, heldOut]) if (dataset) checkLabels(dataset);
  if (heldOut && `${heldOut.classes}` !== `${classes}`) {
    throw new DatasetError(`${heldOut.name}: expected the classes of ${train.name}, got ${heldOut.classes.join(', ')}`);
  }

  const dataset = unlabelled
    ? concat(train, withoutLabels(unlabelled, classes), `${train.name} + ${unlabelled.name}`)
    : train;
  checkViewsDiffer(config, dataset, model);
  const labelledIndices = indicesWhere(dataset, (index) => dataset.label(index) !== UNLABELLED);
  const unlabelledIndices = indicesWhere(dataset, (index) => dataset.label(index) === UNLABELLED);
  if (labelledIndices.length === 0 && (unlabelledIndices.length === 0 || isSupervised(config))) {
    throw new DatasetError(`${train.name}: expected labelled examples to train on, got none`);
  }
  // Training without labels must not use labels to choose a model either.
  const validation = heldOut && labelledIndices.length === 0 ? withoutLabels(heldOut) : heldOut;
  const { batchSize, views, labelledFraction, epochOf, epochMinSteps } = config.data;
  const examples = createSampler({
    labelled: labelledIndices,
    unlabelled: isSupervised(config) ? [] : unlabelledIndices,
    batchSize: batchSize / views,
    labelledFraction,
    epochOf,
    epochMinSteps,
    rng: rng.split('batches'),
  });
  return {
    dataset,
    sampler: withViews(examples, views),
    ...(validation && { validation }),
    fingerprints: {
      train: fingerprint(train),
      unlabelled: unlabelled ? fingerprint(unlabelled) : null,
      validation: validation ? fingerprint(validation) : null,
    },
    counts: {
      trainExamples: labelledIndices.length,
      unlabelledExamples: unlabelledIndices.length,
      validationExamples: validation?.length ?? 0,
      trainSources: sourceCount(train),
      validationSources: validation ? sourceCount(validation) : 0,
    },
    warnings: warningsOf(train, { labelled: labelledIndices.length, unlabelled: unlabelledIndices.length }, config),
  };
}

interface Counts {
  readonly labelled: number;
  readonly unlabelled: number;
}

function warningsOf(train: Dataset, { labelled, unlabelled }: Counts, config: TrainConfig): string[] {
  const warnings = settingsWithoutEffect(config);
  const counts = labelCounts(train);
  const empty = train.classes.filter((_, label) => counts[label] === 0);
  if (labelled > 0 && empty.length > 0) warnings.push(`no training examples of ${empty.join(', ')}`);
  if (unlabelled > 0 && isSupervised(config)) {
    warnings.push(`loss.alpha is 1: ${unlabelled} unlabelled examples have no weight in the loss and are ignored`);
  }
  if (unlabelled === 0 && config.data.views > 1) {
    warnings.push(
      `data.views is ${config.data.views}, but there are no unlabelled examples, to which E applies: ` +
        'all views count as examples with labels',
    );
  }
  const { alpha } = config.loss;
  if (labelled > 0 && alpha === 0) {
    warnings.push(
      `loss.alpha is 0: the labels of ${labelled} examples have no weight in the loss, and E excludes them; ` +
        `to train without labels, set data.labels or data.labelledRecordings to 0`,
    );
  }
  return warnings;
}
