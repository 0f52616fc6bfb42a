/** Computes R of a custom function, without model, engine or files. */
import { affine, inverse, residual, tf, type BatchFunction } from 'lyrebird';

const kernel = tf.randomNormal([64, 3], 0, 0.1, 'float32', 1);
const hidden = tf.randomNormal([64, 64], 0, 0.1, 'float32', 2);
const f: BatchFunction = (x) => tf.matMul(tf.relu(tf.matMul(x, hidden)), kernel);

const x = tf.randomNormal([5, 64], 0, 1, 'float32', 3);
const before = tf.memory().numTensors;
const result = residual(f, { reduction: 'sum', distance: 'euclidean' })(x);
const alone = inverse(f)(x);
const { templates, bias } = affine(f)(x);
const rebuilt = tf.tidy(() => tf.sum(tf.mul(templates, tf.reshape(result.output, [5, 3, 1])), 1));

console.log(
  JSON.stringify({
    residual: result.residual.shape,
    inverse: result.inverse.shape,
    sameAlone: tf.tidy(() => tf.max(tf.abs(tf.sub(alone, result.inverse))).dataSync()[0]!),
    sameByTemplates: tf.tidy(() => tf.max(tf.abs(tf.sub(rebuilt, result.inverse))).dataSync()[0]!),
    bias: bias.shape,
    // residual(): output, inverse, residual; inverse(): 1; affine(): output, templates, matches, bias; and `rebuilt`.
    tensors: tf.memory().numTensors - before,
  }),
);
