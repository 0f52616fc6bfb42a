import { UNLABELLED, type Dataset } from '../data/types.js';
import { accuracyOf, emptyConfusion, precisionOf, recallOf, totalOf, type ConfusionMatrix } from './confusion.js';
import { argMax, logSumExp, softmaxRow } from './softmax.js';

/** How one class fared. */
export interface ClassScore {
  readonly class: string;
  readonly segments: number;
  /** Share of its segments that were recognised. */
  readonly segmentAccuracy: number;
  /** Share of the segments taken for it that are it. */
  readonly segmentPrecision: number;
  readonly recordings: number;
  readonly recordingAccuracy: number;
}

/** How a model does on labelled examples. Unlabelled ones are left out. */
export interface Evaluation {
  /** Share of examples whose greatest logit is their label's: the paper's measure. */
  readonly segmentAccuracy: number;
  /** Share of recordings whose label has the greatest mean probability over their segments. */
  readonly recordingAccuracy: number;
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

/** What a model says about each example of a dataset. */
export interface Predictions {
  /** [n, C], row-major. */
  readonly logits: Float32Array;
  /** [n]. */
  readonly residual?: Float32Array;
}

/**
 * Compares predictions with labels, example by example and recording by recording. A recording has the label of its first labelled
 * example.
 */
export function score(dataset: Dataset, { logits, residual }: Predictions): Evaluation {
  const { classes } = dataset;
  const classCount = classes.length;
  const segments = emptyConfusion(classCount);
  const recordings = emptyConfusion(classCount);
  const verdicts = new Map<number, { readonly label: number; readonly sums: Float64Array }>();
  const probabilities = new Float64Array(classCount);
  let crossEntropy = 0;
  let residuals = 0;

  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED) continue;
    segments[label]![argMax(logits, index * classCount, classCount)]!++;
    crossEntropy += logSumExp(logits, index, classCount) - logits[index * classCount + label]!;
    if (residual) residuals += residual[index]!;

    const source = dataset.source(index);
    let verdict = verdicts.get(source);
    if (!verdict) verdicts.set(source, (verdict = { label, sums: new Float64Array(classCount) }));
    softmaxRow(logits, index, probabilities);
    for (let c = 0; c < classCount; c++) verdict.sums[c]! += probabilities[c]!;
  }
  for (const { label, sums } of verdicts.values()) recordings[label]![argMax(sums, 0, classCount)]!++;

  const count = totalOf(segments);
  return {
    segmentAccuracy: accuracyOf(segments),
    recordingAccuracy: accuracyOf(recordings),
    segments: count,
    recordings: verdicts.size,
    crossEntropy: crossEntropy / Math.max(count, 1),
    ...(residual && { residual: residuals / Math.max(count, 1) }),
    classes,
    confusion: { segments, recordings },
    perClass: classes.map((name, label) => classScore(name, label, segments, recordings)),
  };
}

function classScore(name: string, label: number, segments: ConfusionMatrix, recordings: ConfusionMatrix): ClassScore {
  const bySegment = recallOf(segments, label);
  const byRecording = recallOf(recordings, label);
  return {
    class: name,
    segments: bySegment.count,
    segmentAccuracy: bySegment.recall,
    segmentPrecision: precisionOf(segments, label),
    recordings: byRecording.count,
    recordingAccuracy: byRecording.recall,
  };
}
