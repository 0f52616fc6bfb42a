import { backgroundClasses, UNLABELLED, type Dataset } from '../../data/index.js';
import { accuracyOf, emptyConfusion, recallOf, type ConfusionMatrix } from './confusion.js';
import { macroRanking, type Ranking, rankingByClass } from './ranking.js';
import { scoreExamples, type Predictions } from './score-examples.js';
import { outputScores } from './probabilities.js';
import { argMax } from './softmax.js';

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
  /** Of segments, by their probability of this class; absent if all segments are of one class. */
  readonly segmentRanking?: Ranking;
  /** Of recordings, by the mean probability of this class over their segments; absent as above. */
  readonly recordingRanking?: Ranking;
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
  /**
   * Means of the species' rankings: macro average precision (cmAP) and AUROC. Background classes have no part in the
   * means. Absent with fewer than two classes.
   */
  readonly segmentRanking?: Ranking;
  readonly recordingRanking?: Ranking;
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
  const { recordings, count, rankings: byRecordings } = scoreRecordings(dataset, predictions);
  const bySegments = segmentRankings(dataset, predictions);
  const background = backgroundClasses(classes);
  const ofSpecies = (rankings: readonly (Ranking | undefined)[]) =>
    rankings.filter((_, label) => !background.includes(classes[label]!));
  return {
    segmentAccuracy: accuracy,
    recordingAccuracy: accuracyOf(recordings),
    ...(dataset.loudness && {
      recordingAccuracyByLoudness: accuracyOf(
        scoreRecordings(dataset, predictions, (index) => dataset.loudness!(index)).recordings,
      ),
    }),
    ...named('segmentRanking', macroRanking(ofSpecies(bySegments))),
    ...named('recordingRanking', macroRanking(ofSpecies(byRecordings))),
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
        ...named('segmentRanking', bySegments[label]),
        ...named('recordingRanking', byRecordings[label]),
      };
    }),
  };
}

function named<N extends string>(name: N, ranking: Ranking | undefined): { readonly [name in N]?: Ranking } {
  return ranking === undefined ? {} : ({ [name]: ranking } as { readonly [name in N]: Ranking });
}

function segmentRankings(
  dataset: Dataset,
  { logits, outputActivation }: Predictions,
): readonly (Ranking | undefined)[] {
  const classCount = dataset.classes.length;
  const labelled: number[] = [];
  for (let index = 0; index < dataset.length; index++) if (dataset.label(index) !== UNLABELLED) labelled.push(index);
  const labels = labelled.map((index) => dataset.label(index));
  const outputs = outputScores(outputActivation);
  const rows = labelled.map((index) => outputs.probabilities(logits, index, new Float64Array(classCount)));
  return rankingByClass(labels, classCount, (example, classIndex) => rows[example]![classIndex]!);
}

interface RecordingScores {
  readonly recordings: ConfusionMatrix;
  readonly count: number;
  readonly rankings: readonly (Ranking | undefined)[];
}

/** So that segments of digital silence weigh the same, in a recording that has nothing else. */
const LEAST_WEIGHT = 1e-30;

/** A recording is predicted as the class with the highest (weighted) mean probability over its labelled segments. */
function scoreRecordings(
  dataset: Dataset,
  { logits, outputActivation }: Predictions,
  weightOf: (index: number) => number = () => 1,
): RecordingScores {
  const classCount = dataset.classes.length;
  const recordings = emptyConfusion(classCount);
  const totals = new Map<number, { readonly label: number; readonly sums: Float64Array; weight: number }>();
  const outputs = outputScores(outputActivation);
  const probabilities = new Float64Array(classCount);
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED) continue;
    const source = dataset.source(index);
    let total = totals.get(source);
    if (!total) totals.set(source, (total = { label, sums: new Float64Array(classCount), weight: 0 }));
    outputs.probabilities(logits, index, probabilities);
    const weight = Math.max(weightOf(index), LEAST_WEIGHT);
    total.weight += weight;
    for (let c = 0; c < classCount; c++) total.sums[c]! += weight * probabilities[c]!;
  }
  for (const { label, sums } of totals.values()) recordings[label]![argMax(sums, 0, classCount)]!++;
  const all = [...totals.values()];
  const labels = all.map(({ label }) => label);
  const rankings = rankingByClass(labels, classCount, (i, c) => all[i]!.sums[c]! / all[i]!.weight);
  return { recordings, count: all.length, rankings };
}
