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
} from '../data/index.js';
import { DatasetError } from '../errors.js';
import { checkFits } from '../eval/index.js';
import type { Model } from '../models/index.js';
import type { Rng } from '../rng.js';
import type { Progress } from './checkpoint/manifest.js';
import type { TrainConfig } from './config/index.js';
import type { StartEvent } from './events/index.js';
import { isSupervised } from './schedule.js';

export interface DataOptions {
  readonly train: Dataset;
  /** Examples beside those of `train` that have no labels, or whose labels are not to be used. */
  readonly unlabelled?: Dataset;
  readonly validation?: Dataset;
}

/** The data of a run: everything to train on as one dataset, and what each batch takes of it. */
export interface TrainingData {
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly validation?: Dataset;
  readonly fingerprints: Progress['data'];
  readonly counts: Pick<
    StartEvent,
    'trainExamples' | 'unlabelledExamples' | 'validationExamples' | 'trainSources' | 'validationSources'
  >;
  /** What a person should know. */
  readonly warnings: readonly string[];
}

/**
 * Puts the data of a run together.
 * @throws DatasetError if there is nothing to train on, or fewer than two classes
 * @throws ShapeError if the model cannot take the examples
 */
export function prepareData(options: DataOptions, model: Model, config: TrainConfig, rng: Rng): TrainingData {
  const { train, unlabelled } = options;
  const heldOut = options.validation && options.validation.length > 0 ? options.validation : undefined;
  const { classes } = train;
  if (classes.length < 2) {
    throw new DatasetError(
      `${train.name}: expected at least two classes, got ${classes.length ? classes.join(', ') : 'none'}`,
    );
  }
  for (const dataset of [train, unlabelled && withoutLabels(unlabelled, classes), heldOut])
    if (dataset) checkFits(dataset, model);
  if (heldOut && `${heldOut.classes}` !== `${classes}`) {
    throw new DatasetError(`${heldOut.name}: expected the classes of ${train.name}, got ${heldOut.classes.join(', ')}`);
  }

  const dataset = unlabelled
    ? concat(train, withoutLabels(unlabelled, classes), `${train.name} + ${unlabelled.name}`)
    : train;
  const labelledIndices = indicesWhere(dataset, (index) => dataset.label(index) !== UNLABELLED);
  const unlabelledIndices = indicesWhere(dataset, (index) => dataset.label(index) === UNLABELLED);
  if (labelledIndices.length === 0 && (unlabelledIndices.length === 0 || isSupervised(config))) {
    throw new DatasetError(`${train.name}: expected labelled examples to train on, got none`);
  }
  // What trains without labels is not chosen by them either.
  const validation = heldOut && labelledIndices.length === 0 ? withoutLabels(heldOut) : heldOut;
  const { batchSize, labelledFraction, epochOf, epochMinSteps } = config.data;
  const sampler = createSampler({
    labelled: labelledIndices,
    unlabelled: isSupervised(config) ? [] : unlabelledIndices,
    batchSize,
    labelledFraction,
    epochOf,
    epochMinSteps,
    rng: rng.split('batches'),
  });
  return {
    dataset,
    sampler,
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
    warnings: [
      ...(validation
        ? []
        : ['nothing is held out for validation: the best model is the one with the lowest training loss']),
      ...warningsOf(train, { labelled: labelledIndices.length, unlabelled: unlabelledIndices.length }, config),
    ],
  };
}

interface Counts {
  readonly labelled: number;
  readonly unlabelled: number;
}

function warningsOf(train: Dataset, { labelled, unlabelled }: Counts, config: TrainConfig): string[] {
  const warnings: string[] = [];
  const counts = labelCounts(train);
  const empty = train.classes.filter((_, label) => counts[label] === 0);
  if (labelled > 0 && empty.length > 0) warnings.push(`no training examples of ${empty.join(', ')}`);
  if (unlabelled > 0 && isSupervised(config)) {
    warnings.push(`loss.alpha is 1: ${unlabelled} unlabelled examples have no weight in the loss and are left out`);
  }
  const { alpha } = config.loss;
  if (labelled > 0 && alpha === 0) {
    warnings.push(
      `loss.alpha is 0: ${labelled} labels have no weight in the loss, and their examples none in E; data.labels or data.labelledRecordings=0 trains without labels`,
    );
  }
  return warnings;
}
