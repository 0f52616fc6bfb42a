import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { ellipsoid } from '#src/paper/frameworks/data/vectors.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../../helpers/use-tensors.js';

const { pca } = frameworks;

useTensors();

const COMPONENTS = 4;

function fitted() {
  const { rows, size, data } = ellipsoid(createRng(3).split('data'), { examples: 200, size: 12, decay: 0.75 });
  const { centred: x } = pca.centre(tf.tensor2d(data, [rows, size]));
  const losses: number[] = [];
  const violations: number[] = [];
  const state = pca.fit(x, {
    components: COMPONENTS,
    steps: 120,
    rng: createRng(4),
    onStep: (_step, { components }) => {
      losses.push(tf.tidy(() => tf.mean(pca.loss(components)(x)).dataSync()[0]!));
      violations.push(tf.tidy(() => pca.violation(components).dataSync()[0]!));
    },
  });
  return { x, rows, size, state, losses, violations };
}

it('converges to the span of the leading singular vectors, and R to the variance of the others', () => {
  const { x, rows, size, state, losses, violations } = fitted();
  const svd = new SingularValueDecomposition(Matrix.from1DArray(rows, size, [...x.dataSync()]), {
    autoTranspose: true,
  });
  const leading = svd.rightSingularVectors.subMatrix(0, size - 1, 0, COMPONENTS - 1);
  const learned = Matrix.from1DArray(COMPONENTS, size, [...state.components.dataSync()]);
  const cosines = new SingularValueDecomposition(learned.mmul(leading)).diagonal;
  const largestAngle = Math.sqrt(Math.max(0, 1 - Math.min(...cosines) ** 2));
  expect(largestAngle).toBeLessThan(2e-3);

  const variances = svd.diagonal.map((value) => value ** 2 / rows);
  const discarded = variances.slice(COMPONENTS).reduce((sum, value) => sum + value, 0);
  expect(Math.abs(losses.at(-1)! / discarded - 1)).toBeLessThan(1e-4);
  expect(losses[0]!).toBeGreaterThan(1.5 * discarded);
  // The constraint holds at every step, not only at the end.
  expect(Math.max(...violations)).toBeLessThan(1e-5);
});

it('has the gradient −2 W C (I − WᵀW) at orthonormal W', () => {
  const rng = createRng(8);
  const x = normalTensors(rng)([50, 6]);
  const { components: W } = pca.init(x, { components: 2, rng });
  const actual = tf.grad((at: tf.Tensor) => tf.mean(pca.loss(at)(x)))(W);
  const covariance = tf.div(tf.matMul(x, x, true), 50);
  const complement = tf.sub(tf.eye(6), tf.matMul(W, W, true));
  const expected = tf.mul(-2, tf.matMul(tf.matMul(W, covariance), complement));
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
});

it('centres examples and returns their mean', () => {
  const { centred, mean } = pca.centre(tf.tensor2d([1, 2, 3, 6], [2, 2]));
  expect([...mean.dataSync()]).toEqual([2, 4]);
  expect([...centred.dataSync()]).toEqual([-1, -2, 1, 2]);
});

it('disposes of all tensors but those of the last state', () => {
  const rng = createRng(8);
  const x = normalTensors(rng)([20, 6]);
  expect(tensorsLeftBy(() => pca.fit(x, { components: 2, steps: 3, rng }))).toBe(3);
});

it('rejects inputs of a different size', () => {
  expect(() => pca.loss(tf.ones([2, 5]))(tf.ones([3, 4]))).toThrow('matches: expected x of shape [B, 5], got [3, 4]');
  expect(() => pca.f(tf.ones([5]))).toThrow('matches: expected atoms of shape [k, D], got [5]');
});

it.each([0, 1.5, 5])('rejects %d components of 4 dimensions', (components) => {
  expect(() => pca.init(tf.ones([9, 4]), { components, rng: createRng(1) })).toThrow(
    `pca: expected components from 1 to the 4 dimensions of x, got ${components}`,
  );
});
