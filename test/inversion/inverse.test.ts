import { describe, expect, it } from 'vitest';
import {
  inverse,
  invert,
  residual,
  type BatchFunction,
  type ReconstructionDistance,
  type ResidualOptions,
} from '#src/inversion/index.js';
import { dense, relu, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const normal = normalTensors(createRng(11));
const linear =
  (w: tf.Tensor): BatchFunction =>
  (x) =>
    tf.matMul(x, w);
const EUCLIDEAN = { reduction: 'sum', distance: 'euclidean' } as const;
const furthest = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

useTensors();

describe('the inverse A[x]ᵀ f(x)', () => {
  it('of f(x) = W x is Wᵀ W x', () => {
    const w = normal([5, 3]); // rows are inputs: f(x) = x w, so W = wᵀ
    const x = normal([4, 5]);
    expect(furthest(inverse(linear(w))(x), tf.matMul(tf.matMul(x, w), w, false, true))).toBeLessThan(1e-5);
  });

  it('of f(x) = W x + b includes the bias: Wᵀ (W x + b)', () => {
    const [w, b, x] = [normal([5, 3]), normal([1, 3]), normal([4, 5])];
    const f: BatchFunction = (input) => dense(input, w, b.reshape([3]));
    expect(furthest(inverse(f)(x), tf.matMul(f(x) as tf.Tensor2D, w, false, true))).toBeLessThan(1e-5);
  });

  it('times x is |f(x)|² without biases: a network that reconstructs x has logits as long as x', () => {
    const [w, v, x] = [normal([6, 8]), normal([8, 3]), normal([5, 6])];
    const f: BatchFunction = (input) => dense(relu(dense(input, w)), v);
    const logits = f(x);
    expect(furthest(tf.sum(tf.mul(x, inverse(f)(x)), 1), tf.sum(tf.mul(logits, logits), 1))).toBeLessThan(1e-4);
  });

  it('is the same for a batch as for its examples one by one', () => {
    const [w, v, x] = [normal([6, 8]), normal([8, 3]), normal([5, 6])];
    const f: BatchFunction = (input) => dense(relu(dense(input, w)), v);
    const singles = tf.concat(tf.split(x, 5).map((one) => inverse(f)(one)));
    expect(furthest(inverse(f)(x), singles)).toBeLessThan(1e-6);
  });

  it('is returned with f(x) of the same pass', () => {
    const [w, x] = [normal([5, 3]), normal([4, 5])];
    expect(furthest(invert(linear(w))(x).output, tf.matMul(x, w))).toBe(0);
  });

  it('weights the templates by custom coefficients: A[x]ᵀ a', () => {
    const [w, x, a] = [normal([5, 3]), normal([4, 5]), normal([4, 3])];
    const expected = tf.matMul(a, w, false, true);
    expect(furthest(inverse(linear(w), { coefficients: a })(x), expected)).toBeLessThan(1e-6);
  });

  it('runs f once, also for coefficients that are computed from f(x)', () => {
    const [w, x] = [normal([5, 3]), normal([4, 5])];
    let runs = 0;
    const f: BatchFunction = (input) => {
      runs++;
      return linear(w)(input);
    };
    const found = inverse(f, { coefficients: (output) => tf.square(output) })(x);
    expect(furthest(found, tf.matMul(tf.square(tf.matMul(x, w)), w, false, true))).toBeLessThan(1e-4);
    expect(runs).toBe(1);
  });

  it.each([[[1, 3]], [[3]], [[]]])('rejects coefficients [%s], which would be broadcast', (shape) => {
    const w = normal([5, 3]);
    const f: BatchFunction = (input) => relu(linear(w)(input));
    expect(() => inverse(f, { coefficients: tf.ones(shape) })(normal([3, 5]))).toThrow(
      `inverse: expected coefficients of the shape of f(x), [3, 3], got [${shape.join(', ')}]`,
    );
  });

  it('with explicit coefficients f(x) equals the default', () => {
    const [w, v, x] = [normal([6, 8]), normal([8, 3]), normal([5, 6])];
    const f: BatchFunction = (input) => dense(relu(dense(input, w)), v);
    expect(furthest(inverse(f, { coefficients: (output) => output })(x), inverse(f)(x))).toBeLessThan(1e-5);
  });

  it('propagates gradients to learned coefficients', () => {
    const [w, x, a] = [normal([5, 3]), normal([4, 5]), normal([4, 3])];
    const loss = (coefficients: tf.Tensor): tf.Scalar =>
      tf.sum(residual(linear(w), { ...EUCLIDEAN, coefficients })(x).residual);
    // d/da ‖a wᵀ − x‖² = 2 (a wᵀ − x) w
    const expected = tf.mul(2, tf.matMul(tf.sub(tf.matMul(a, w, false, true), x), w));
    expect(furthest(tf.grad(loss)(a), expected)).toBeLessThan(1e-4);
  });

  it('rejects a function that does not return [B, C]', () => {
    expect(() => inverse((x) => tf.reshape(x, [2, 2, 2]))(tf.ones([2, 4]))).toThrow(
      'inverse: expected f(x) of shape [2, C], got [2, 2, 2]',
    );
  });
});

describe('the residual R', () => {
  it('of f(x) = W x is ‖(WᵀW − I) x‖²', () => {
    const [w, x] = [normal([5, 3]), normal([4, 5])];
    const difference = tf.sub(tf.matMul(tf.matMul(x, w), w, false, true), x);
    expect(furthest(residual(linear(w), EUCLIDEAN)(x).residual, tf.sum(tf.square(difference), 1))).toBeLessThan(1e-4);
  });

  it('is zero for an orthogonal W', () => {
    const [q] = tf.linalg.qr(normal([5, 5]));
    expect(tf.max(residual(linear(q), EUCLIDEAN)(normal([4, 5])).residual).dataSync()[0]).toBeLessThan(1e-10);
  });

  it('with reduction mean is the sum divided by the number of input dimensions', () => {
    const [w, x] = [normal([5, 3]), normal([4, 5])];
    const sum = residual(linear(w), EUCLIDEAN)(x).residual;
    const mean = residual(linear(w), { reduction: 'mean', distance: 'euclidean' })(x).residual;
    expect(furthest(tf.div(sum, 5), mean)).toBeLessThan(1e-5);
  });

  it('with a custom distance has its value and gradient; the distance must return one value per example', () => {
    const [w, x] = [normal([5, 3]), normal([4, 5])];
    const custom: ReconstructionDistance = (reconstruction, input) =>
      tf.sum(tf.square(tf.sub(reconstruction, input)), 1);
    const gradient = (options: ResidualOptions) =>
      tf.grad((v: tf.Tensor) => tf.sum(residual(linear(v), options)(x).residual));
    const customOptions: ResidualOptions = { reduction: 'mean', distance: custom };
    expect(furthest(residual(linear(w), customOptions)(x).residual, residual(linear(w), EUCLIDEAN)(x).residual)).toBe(
      0,
    );
    expect(furthest(gradient(customOptions)(w), gradient(EUCLIDEAN)(w))).toBeLessThan(1e-5);
    const scalar: ResidualOptions = { reduction: 'sum', distance: (a, b) => tf.mean(tf.sub(a, b)) };
    expect(() => residual(linear(w), scalar)(x)).toThrow('distance: expected one value per example, [4], got []');
  });

  it('with the cosine distance ignores the scale of the reconstruction', () => {
    const [q] = tf.linalg.qr(normal([5, 5]));
    const x = normal([4, 5]);
    const cosine = residual(linear(tf.mul(q, 3)), { reduction: 'sum', distance: 'cosine' })(x).residual;
    expect(tf.max(tf.abs(cosine)).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('with the cosine distance is finite, with a finite gradient, for a zero reconstruction', () => {
    const x = normal([2, 5]);
    const gradient = tf.grad((w: tf.Tensor) =>
      tf.sum(residual(linear(w), { reduction: 'sum', distance: 'cosine' })(x).residual),
    )(tf.zeros([5, 3]));
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

it('inverse and residual leave no tensors behind except their results', () => {
  const [w, x] = [normal([5, 3]), normal([4, 5])];
  expect(tensorsLeftBy(() => inverse(linear(w))(x))).toBe(1);
  const total = (v: tf.Tensor): tf.Tensor => tf.sum(residual(linear(v), EUCLIDEAN)(x).residual);
  expect(tensorsLeftBy(() => tf.tidy(() => total(w)))).toBe(1);
  expect(tensorsLeftBy(() => tf.tidy(() => tf.grad(total)(w)))).toBe(1);
});
