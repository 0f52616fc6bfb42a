import type { z } from 'zod';
import type { metrics, validationMetrics } from '../checkpoint/metrics-schema.js';

/** Names of the measures, one of which chooses the best epoch of a run. */
export const MEASURE_NAMES = [
  'averagePrecision',
  'segmentAccuracy',
  'accuracy',
  'validationLoss',
  'trainingLoss',
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

/** The metrics of an epoch that measures read. */
export interface MeasuredEpoch {
  readonly train: Readonly<Pick<z.infer<typeof metrics>, 'loss'>>;
  readonly validation?: Readonly<z.infer<typeof validationMetrics>> | undefined;
}

/** A measure by which epochs are compared. Needs no TensorFlow.js. */
export interface Measure {
  /** Display name: `macro average precision of segments`. */
  readonly title: string;
  /** Display name where the examples need no name: `macro average precision`. */
  readonly label: string;
  /** Display name for narrow terminals: `cmAP`. */
  readonly abbreviation: string;
  readonly higherIsBetter: boolean;
  /** Whether it is shown in percent. */
  readonly inPercent: boolean;
  /** Reads the value of an epoch; undefined if the epoch was saved by a version that did not compute it. */
  readonly read: (epoch: MeasuredEpoch) => number | undefined;
}

/** The measures by name. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  averagePrecision: {
    title: 'macro average precision of segments',
    label: 'macro average precision',
    abbreviation: 'cmAP',
    higherIsBetter: true,
    inPercent: false,
    read: ({ validation }) => (validation && 'segmentAccuracy' in validation ? validation.averagePrecision : undefined),
  },
  segmentAccuracy: {
    title: 'validation accuracy of segments',
    label: 'validation accuracy',
    abbreviation: 'accuracy',
    higherIsBetter: true,
    inPercent: true,
    read: ({ validation }) => (validation && 'segmentAccuracy' in validation ? validation.segmentAccuracy : undefined),
  },
  accuracy: {
    title: 'validation accuracy',
    label: 'validation accuracy',
    abbreviation: 'accuracy',
    higherIsBetter: true,
    inPercent: true,
    read: ({ validation }) => (validation && 'accuracy' in validation ? validation.accuracy : undefined),
  },
  validationLoss: {
    title: 'validation loss',
    label: 'validation loss',
    abbreviation: 'loss',
    higherIsBetter: false,
    inPercent: false,
    read: ({ validation }) => (validation && 'loss' in validation ? validation.loss : undefined),
  },
  trainingLoss: {
    title: 'training loss',
    label: 'training loss',
    abbreviation: 'loss',
    higherIsBetter: false,
    inPercent: false,
    read: ({ train }) => train.loss,
  },
};

/**
 * Whether an epoch is better than the best so far by a measure. The earlier of two equal epochs is better, and an epoch
 * without a value is worse than all that have one.
 */
export function isBetter(name: MeasureName, epoch: MeasuredEpoch, best: MeasuredEpoch | null): boolean {
  if (!best) return true;
  const { read, higherIsBetter } = MEASURES[name];
  const rank = (value: number | undefined): number =>
    value === undefined ? -Infinity : higherIsBetter ? value : -value;
  return rank(read(epoch)) > rank(read(best));
}
