import { tf, type Tensor } from './tf.js';

/** max(x, 0). */
export const relu = (x: Tensor): Tensor => tf.relu(x);

/** x where x > 0, `slope` * x elsewhere. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => tf.leakyRelu(x, slope);

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Tensor): Tensor => tf.sigmoid(x);

/** Softmax over the last axis. */
export const softmax = (logits: Tensor): Tensor => tf.softmax(logits);

/**
 * log softmax(x) over the last axis, without overflow. TensorFlow.js's gradient uses the saved output, which the
 * outer tape does not record, so its second derivative is wrong; this gradient recomputes softmax on the tape.
 */
export function logSoftmax(logits: Tensor): Tensor {
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value = tf.logSoftmax(x);
    // Last, because nothing disposes of saved tensors if the function throws.
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
