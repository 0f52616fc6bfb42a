import { argMax, softmaxRow } from '../../eval/scores/index.js';

/** Minimum probability of a confident prediction. */
export const CONFIDENCE_THRESHOLD = 0.9;

/** Scores of unlabelled examples by a classifier that was trained on labels. */
export interface ClassifierScore {
  /** Fraction of the examples whose maximum probability is at least `CONFIDENCE_THRESHOLD`. */
  readonly sure: number;
  /** Number of examples predicted as each class. */
  readonly histogram: readonly number[];
  /**
   * exp of the histogram's entropy: the number of classes if all are equally frequent, 1 if all examples are of one
   * class.
   */
  readonly effectiveClasses: number;
  /**
   * exp of the mean divergence of the individual predictions from their mean (Salimans et al., "Improved techniques for
   * training GANs", 2016, with this classifier instead of Inception): from 1 to the number of classes.
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
