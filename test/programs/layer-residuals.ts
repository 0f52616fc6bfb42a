/** Computes R of layers within a network (Eq. 12) in the same backward pass as R of the input. */
import { layerResiduals, tf, type TappedFunction } from 'lyrebird';

const weights = [
  tf.randomNormal([32, 16], 0, 0.2, 'float32', 1),
  tf.randomNormal([16, 8], 0, 0.2, 'float32', 2),
  tf.randomNormal([8, 4], 0, 0.2, 'float32', 3),
] as const;

const f: TappedFunction = (x, tap) => {
  const first = tap('first', tf.relu(tf.matMul(x, weights[0])));
  const second = tap('second', tf.relu(tf.matMul(first, weights[1])));
  return tf.matMul(second, weights[2]);
};

const x = tf.randomNormal([6, 32], 0, 1, 'float32', 4);
const before = tf.memory().numTensors;
const result = layerResiduals(f, ['first', 'second'], { reduction: 'mean', distance: 'euclidean' })(x);
const shapes = Object.fromEntries(Object.entries(result.layers).map(([name, { inverse }]) => [name, inverse.shape]));
const mean = (tensor: tf.Tensor): number => tf.tidy(() => tf.mean(tensor).dataSync()[0]!);
const residuals = {
  input: mean(result.residual),
  ...Object.fromEntries(Object.entries(result.layerResiduals).map(([name, r]) => [name, mean(r)])),
};

for (const tensor of [result.output, result.inverse, result.residual, ...Object.values(result.layerResiduals)])
  tensor.dispose();
for (const { representation, inverse } of Object.values(result.layers)) {
  representation.dispose();
  inverse.dispose();
}
console.log(JSON.stringify({ shapes, residuals, left: tf.memory().numTensors - before }));
