import { type Dataset, UNLABELLED } from '../../src/data/index.js';
import { createContextMean, outputScores, type Predictions } from '../../src/eval/scores/index.js';
import { calibrated, fitCalibration } from './calibration.js';
import { type ModelThresholds, operatingPoints } from './operating-points.js';
import type { DetectionConfig, DetectionSettings } from './settings.js';
import { CAUTIOUS_THRESHOLD, type RecordingScore, thresholdFor } from './thresholds.js';

/** Scores below this never lead to a detection. Their many absent species would outweigh all others in calibration. */
const MIN_SCORE = 0.05;

/** Above this precision, ten recordings without an error are no evidence: the shared threshold has a margin as well. */
const SAFE_PRECISION = 0.9;

/** Which classes are detected, and how. */
export interface CalibrateOptions {
  readonly config: DetectionConfig;
  /** Classes that are no species. */
  readonly backgroundClasses: readonly string[];
  /** Neighbours on each side that a segment is averaged with. */
  readonly contextSegments: number;
}

/**
 * Makes calibration and thresholds from predictions of held-out recordings. Each recording counts the same, whatever
 * its length; a species counts as present in all of a recording with its label, and as absent in all others.
 * @param dataset segments of one recording are adjacent and in order of time; unlabelled ones are ignored. It needs
 *   `loudness` for `config.byLoudness`
 */
export function calibrateDetections(
  dataset: Dataset,
  predictions: Predictions,
  { config, backgroundClasses, contextSegments }: CalibrateOptions,
): DetectionSettings {
  const { classes } = dataset;
  const species = classes.flatMap((name, index) => (backgroundClasses.includes(name) ? [] : [index]));
  const pairs = { probabilities: [] as number[], happened: [] as number[], weights: [] as number[] };
  const best = bestScores(dataset, predictions, { config, contextSegments }, (mean, { label, count }) => {
    for (const index of species) {
      if (mean[index]! < MIN_SCORE) continue;
      pairs.probabilities.push(mean[index]!);
      pairs.happened.push(index === label ? 1 : 0);
      pairs.weights.push(1 / count);
    }
  });
  const calibration = fitCalibration(pairs);
  // In falling order, which `thresholdFor` would make for each precision anew.
  const falling = (scores: RecordingScore[]): RecordingScore[] => scores.sort((a, b) => b.score - a.score);
  const scoresFor = (index: number): RecordingScore[] =>
    best.map(({ label, scores }) => ({ score: calibrated(calibration, scores[index]!), isPresent: label === index }));
  const bySpecies = species.map((index) => [classes[index]!, falling(scoresFor(index))] as const);
  const all = falling(bySpecies.flatMap(([, scores]) => scores));
  const thresholdsAt = (precision: number): ModelThresholds | undefined => {
    // The recordings of all species are enough to do without a margin, but for the highest precisions.
    const shared = thresholdFor(all, precision, { extraWrong: precision > SAFE_PRECISION ? 1 : 0 });
    const own = bySpecies.flatMap(([name, scores]): [string, number][] => {
      const threshold = thresholdFor(scores, precision);
      return threshold === undefined ? [] : [[name, threshold]];
    });
    if (shared === undefined && own.length === 0) return undefined;
    return { thresholds: Object.fromEntries(own), defaultThreshold: shared ?? CAUTIOUS_THRESHOLD };
  };
  const thresholds = thresholdsAt(config.precision) ?? { thresholds: {}, defaultThreshold: CAUTIOUS_THRESHOLD };
  return {
    ...config,
    calibration,
    ...thresholds,
    operatingPoints: operatingPoints({ precision: config.precision, ...thresholds }, thresholdsAt),
    recordings: best.length,
  };
}

/** A labelled recording, and its greatest score for each class, in context and before calibration. */
export interface BestScores {
  /** Number of the recording, as the dataset has it. */
  readonly source: number;
  readonly label: number;
  readonly scores: Float64Array;
}

/**
 * Computes the greatest scores of labelled recordings.
 * @param dataset as for `calibrateDetections`
 * @param onSegment receives the scores of each segment in context, which are reused after the call
 */
export function bestScores(
  dataset: Dataset,
  predictions: Predictions,
  { config, contextSegments }: Pick<CalibrateOptions, 'config' | 'contextSegments'>,
  onSegment: (mean: Float64Array, recording: { readonly label: number; readonly count: number }) => void = () =>
    undefined,
): BestScores[] {
  const classCount = dataset.classes.length;
  const { probabilities } = outputScores(predictions.outputActivation);
  const row = new Float64Array(classCount);
  return Array.from(labelledRecordings(dataset), ({ first, count }) => {
    const label = dataset.label(first);
    const scores = new Float64Array(classCount);
    const context = createContextMean(classCount, contextSegments, (mean) => {
      for (let index = 0; index < classCount; index++) scores[index] = Math.max(scores[index]!, mean[index]!);
      onSegment(mean, { label, count });
    });
    for (let index = first; index < first + count; index++) {
      const weight = config.byLoudness ? dataset.loudness!(index) : undefined;
      context.push(probabilities(predictions.logits, index, row), weight);
    }
    context.flush();
    return { source: dataset.source(first), label, scores };
  });
}

/** The labelled recordings, as ranges of segments. */
function* labelledRecordings(dataset: Dataset): Generator<{ readonly first: number; readonly count: number }> {
  for (let first = 0, end: number; first < dataset.length; first = end) {
    for (end = first + 1; end < dataset.length && dataset.source(end) === dataset.source(first); end++);
    if (dataset.label(first) !== UNLABELLED) yield { first, count: end - first };
  }
}
