import { logSoftmax, oneHot, type Tensor, tf } from '../ops/index.js';
import { TERMS } from './names.js';
import type { LossTerm } from './term.js';

/**
 * Computes the cross-entropy −log softmax(f)[label] per example. A label outside [0, C) gives 0.
 * @param logits [B, C]
 * @param label [B], int32
 * @returns [B]
 */
export function crossEntropy(logits: Tensor, label: Tensor): Tensor {
  return tf.tidy(() => tf.neg(tf.sum(tf.mul(oneHot(label, logits.shape[1]!), logSoftmax(logits)), 1)));
}

/** CE over labelled examples. */
export const crossEntropyTerm = {
  ...TERMS.crossEntropy,
  value: ({ logits, label, outputs }) => outputs.crossEntropy(logits, label),
  weight: ({ alpha }) => alpha,
} as const satisfies LossTerm;
