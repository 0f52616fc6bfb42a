import type { OutputActivation } from '../../losses/names.js';
import { logSumExp, softmaxRow } from './softmax.js';

/** How probabilities and losses follow from logits, in float64. */
export interface OutputScores {
  /**
   * Probabilities of one row. With sigmoid each lies in [0, 1] independently of the others.
   * @param logits [n, C], row-major
   * @param out [C], overwritten
   */
  probabilities(logits: Float32Array, row: number, out: Float64Array): Float64Array;
  /** Cross-entropy of one row with its label; with sigmoid the mean over the classes, without weights. */
  crossEntropy(logits: Float32Array, row: number, classes: number, label: number): number;
}

const SCORES: Readonly<Record<OutputActivation, OutputScores>> = {
  softmax: {
    probabilities: softmaxRow,
    crossEntropy: (logits, row, classes, label) => logSumExp(logits, row, classes) - logits[row * classes + label]!,
  },
  sigmoid: {
    probabilities(logits, row, out) {
      const offset = row * out.length;
      for (let c = 0; c < out.length; c++) out[c] = 1 / (1 + Math.exp(-logits[offset + c]!));
      return out;
    },
    crossEntropy(logits, row, classes, label) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += softplus(logits[row * classes + c]! * (c === label ? -1 : 1));
      return sum / classes;
    },
  },
};

/** Returns the scores of outputs with the given activation. */
export function outputScores(activation: OutputActivation = 'softmax'): OutputScores {
  return SCORES[activation];
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
