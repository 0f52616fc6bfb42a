import { argMax, softmaxRow } from '../../eval/scores/index.js';

/** Probability from which on a classifier counts as sure. */
export const CONFIDENCE_THRESHOLD = 0.9;

/** What a classifier that was trained on labels makes of examples without any. */
export interface ClassifierScore {
  /** Share of the examples whose greatest probability is at least `CONFIDENCE_THRESHOLD`. */
  readonly sure: number;
  /** How many examples are taken for each class. */
  readonly histogram: readonly number[];
  /** exp of the histogram's entropy: as many classes as there are if all are as frequent, 1 if all examples are of one. */
  readonly effectiveClasses: number;
  /**
   * exp of the mean divergence of the single predictions from their mean (Salimans et al., "Improved techniques for training GANs", 2016,
   * with this classifier in the place of Inception): 1 to the number of classes.
   */
  readonly inceptionScore: number;
}

/** @param logits [n, classCount], row-major */
export function classifierScore(logits: Float32Array, classCount: number): ClassifierScore {
  const count = logits.length / classCount;
  const histogram = new Array<number>(classCount).fill(0);
  const meanProbabilities = new Float64Array(classCount);
  const row = new Float64Array(classCount);
  let sure = 0;
  let negativeEntropies = 0;
  for (let example = 0; example < count; example++) {
    softmaxRow(logits, example, row);
    const winner = argMax(row, 0, classCount);
    histogram[winner]!++;
    if (row[winner]! >= CONFIDENCE_THRESHOLD) sure++;
    for (let c = 0; c < classCount; c++) {
      meanProbabilities[c]! += row[c]! / count;
      negativeEntropies -= entropyTerm(row[c]!);
    }
  }
  const marginalEntropy = meanProbabilities.reduce((sum, p) => sum + entropyTerm(p), 0);
  const histogramEntropy = histogram.reduce((sum, n) => sum + entropyTerm(n / count), 0);
  return {
    sure: sure / count,
    histogram,
    effectiveClasses: Math.exp(histogramEntropy),
    inceptionScore: Math.exp(marginalEntropy + negativeEntropies / count),
  };
}

function entropyTerm(p: number): number {
  return p > 0 ? -p * Math.log(p) : 0;
}
