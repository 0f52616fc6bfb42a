import { tf, type Tensor } from './tf.js';

/** max(x, 0). */
export const relu = (x: Tensor): Tensor => tf.relu(x);

/** x above zero, `slope` times x below. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => tf.leakyRelu(x, slope);

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Tensor): Tensor => tf.sigmoid(x);

/** Softmax over the last axis. */
export const softmax = (logits: Tensor): Tensor => tf.softmax(logits);

/**
 * log softmax(x) over the last axis, computed without overflow. TensorFlow.js's own saves its output, which the outer tape does not see:
 * here the gradient computes softmax again, on the tape.
 */
export function logSoftmax(logits: Tensor): Tensor {
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value = tf.logSoftmax(x);
    // After what may throw: nobody else would dispose of what is saved.
    save([x]);
    return {
      value,
      gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
        const upstream = dy as Tensor;
        return tf.sub(upstream, tf.mul(tf.sum(upstream, -1, true), tf.softmax(saved[0]!)));
      },
    };
  });
  return op(logits);
}
