import { logSoftmax, type Tensor, tf } from '../ops/index.js';
import { balanceEntropy } from './balance.js';
import { TERMS } from './names.js';
import type { LossTerm } from './term.js';

/**
 * Computes the Shannon entropy of the predicted classes, E = −Σ ŷ_c log ŷ_c with ŷ = softmax(f) (Eq. 9), in nats.
 * @param logits [B, C]
 * @returns [B]
 */
export function entropy(logits: Tensor): Tensor {
  return tf.tidy(() => {
    const logProbabilities = logSoftmax(logits);
    return tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1));
  });
}

/**
 * E over unlabelled examples. With a balance λ the loss contains E − λ H(p̄), p̄
 * the mean prediction over those examples.
 */
export const entropyTerm = {
  ...TERMS.entropy,
  value: ({ logits, outputs }) => outputs.entropy(logits),
  weight: ({ alpha, beta }, standalone) => standalone ?? (1 - alpha) * (1 - beta),
  summand: (mean, { logits }, { mask, count }, { balance }) =>
    balance ? tf.sub(mean, tf.mul(balance, balanceEntropy(logits, mask, count))) : mean,
} as const satisfies LossTerm;
