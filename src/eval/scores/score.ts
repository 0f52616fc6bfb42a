import { UNLABELLED, type Dataset } from '../../data/index.js';
import { accuracyOf, emptyConfusion, recallOf, type ConfusionMatrix } from './confusion.js';
import { scoreExamples, type Predictions } from './score-examples.js';
import { argMax, softmaxRow } from './softmax.js';

/** Scores of one class. */
export interface ClassScore {
  readonly class: string;
  readonly segments: number;
  /** Recall: fraction of its segments that are predicted as this class. */
  readonly segmentAccuracy: number;
  /** Fraction of the segments predicted as this class that belong to it. */
  readonly segmentPrecision: number;
  readonly recordings: number;
  readonly recordingAccuracy: number;
}

/** Scores of a model on labelled segments and recordings. Unlabelled ones are left out. */
export interface Evaluation {
  /** Fraction of the segments whose largest logit is that of their label: the paper's measure. */
  readonly segmentAccuracy: number;
  /** Fraction of the recordings whose label has the highest mean probability over their segments. */
  readonly recordingAccuracy: number;
  /**
   * The same, with each segment's probabilities weighted by its `loudness` in the dataset: most of a recording is not
   * song.
   */
  readonly recordingAccuracyByLoudness?: number;
  readonly segments: number;
  readonly recordings: number;
  /** Mean over the segments. */
  readonly crossEntropy: number;
  /** Mean of R over the segments; absent if it was not computed. */
  readonly residual?: number;
  readonly classes: readonly string[];
  readonly confusion: { readonly segments: ConfusionMatrix; readonly recordings: ConfusionMatrix };
  readonly perClass: readonly ClassScore[];
}

/**
 * Compares predictions with labels, segment by segment and recording by recording. A recording has the label of its
 * first labelled segment.
 */
export function score(dataset: Dataset, predictions: Predictions): Evaluation {
  const { accuracy, examples, confusion: segments, perClass, classes, ...means } = scoreExamples(dataset, predictions);
  const { recordings, count } = recordingConfusion(dataset, predictions.logits);
  return {
    segmentAccuracy: accuracy,
    recordingAccuracy: accuracyOf(recordings),
    ...(dataset.loudness && {
      recordingAccuracyByLoudness: accuracyOf(
        recordingConfusion(dataset, predictions.logits, (index) => dataset.loudness!(index)).recordings,
      ),
    }),
    segments: examples,
    recordings: count,
    ...means,
    classes,
    confusion: { segments, recordings },
    perClass: perClass.map((bySegment, label) => {
      const byRecording = recallOf(recordings, label);
      return {
        class: bySegment.class,
        segments: bySegment.examples,
        segmentAccuracy: bySegment.accuracy,
        segmentPrecision: bySegment.precision,
        recordings: byRecording.count,
        recordingAccuracy: byRecording.recall,
      };
    }),
  };
}

/** A recording is predicted as the class with the highest (weighted) mean probability over its labelled segments. */
function recordingConfusion(
  dataset: Dataset,
  logits: Float32Array,
  weightOf: (index: number) => number = () => 1,
): { readonly recordings: ConfusionMatrix; readonly count: number } {
  const classCount = dataset.classes.length;
  const recordings = emptyConfusion(classCount);
  const totals = new Map<number, { readonly label: number; readonly sums: Float64Array }>();
  const probabilities = new Float64Array(classCount);
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED) continue;
    const source = dataset.source(index);
    let total = totals.get(source);
    if (!total) totals.set(source, (total = { label, sums: new Float64Array(classCount) }));
    softmaxRow(logits, index, probabilities);
    const weight = weightOf(index);
    for (let c = 0; c < classCount; c++) total.sums[c]! += weight * probabilities[c]!;
  }
  for (const { label, sums } of totals.values()) recordings[label]![argMax(sums, 0, classCount)]!++;
  return { recordings, count: totals.size };
}
