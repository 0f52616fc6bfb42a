import { sigmoid, type Tensor, tf } from '../ops/index.js';

/**
 * Computes the binary cross-entropy per example, the mean over its known classes: −w log σ(f_c) if class c is present,
 * −log(1 − σ(f_c)) if it is absent.
 * @param logits f, [B, C]
 * @param label [B, C]: 1 present, 0 absent, negative unknown
 * @param positiveWeight w, which makes up for the many absent classes
 * @returns [B]; 0 for rows without a known class
 */
export function binaryCrossEntropy(logits: Tensor, label: Tensor, positiveWeight = 1): Tensor {
  return tf.tidy(() => {
    const known = tf.cast(tf.greaterEqual(label, 0), 'float32');
    const present = tf.cast(tf.maximum(label, 0), 'float32');
    const weight = tf.mul(known, tf.add(1, tf.mul(present, positiveWeight - 1)));
    // softplus(−f) for present classes, softplus(f) for absent ones.
    const loss = tf.softplus(tf.mul(logits, tf.sub(1, tf.mul(present, 2))));
    return tf.div(tf.sum(tf.mul(weight, loss), 1), tf.maximum(tf.sum(known, 1), 1));
  });
}

/**
 * Computes the mean over the classes of the entropy of σ(f_c), in nats: the counterpart of Eq. 9 for classes that do
 * not exclude each other. Not in the paper.
 * @param logits f, [B, C]
 * @returns [B]
 */
export function binaryEntropy(logits: Tensor): Tensor {
  // −p log p − (1 − p) log(1 − p) = softplus(f) − p f with p = σ(f).
  return tf.tidy(() => tf.mean(tf.sub(tf.softplus(logits), tf.mul(sigmoid(logits), logits)), 1));
}
