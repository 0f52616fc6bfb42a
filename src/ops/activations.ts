import { tf, type Tensor } from './tf.js';

/** max(x, 0). */
export const relu = (x: Tensor): Tensor => tf.relu(x);

/** x above zero, `slope` times x below. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => tf.leakyRelu(x, slope);

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Tensor): Tensor => tf.sigmoid(x);

/** Softmax over the last axis. */
export const softmax = (logits: Tensor): Tensor => tf.softmax(logits);

/** log softmax(x) over the last axis, computed without overflow. */
export const logSoftmax = (logits: Tensor): Tensor => tf.logSoftmax(logits);
