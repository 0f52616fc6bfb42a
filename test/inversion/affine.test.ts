import { describe, expect, it } from 'vitest';
import { affine, inverse, residual, type BatchFunction } from '#src/inversion/index.js';
import { dense, relu, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const normal = normalTensors(createRng(12));
const furthest = (a: tf.Tensor, b: tf.Tensor): number => {
  expect(a.shape).toEqual(b.shape);
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
};

/** Two layers with a ReLU between them: [B, 6] -> [B, 3]. */
function twoLayers(): { readonly w: tf.Tensor; readonly f: BatchFunction } {
  const [w, b, v, c] = [normal([6, 8]), normal([8]), normal([8, 3]), normal([3])];
  return { w, f: (x) => dense(relu(dense(x, w, b)), v, c) };
}

useTensors();

describe('A[x] and b[x]', () => {
  it('are W and b for f(x) = W x + b at every x', () => {
    const [w, b, x] = [normal([5, 3]), normal([3]), normal([4, 5])];
    const { output, templates, matches, bias } = affine((input) => dense(input, w, b))(x);
    const [allW, allB] = [tf.stack(Array(4).fill(tf.transpose(w))), tf.stack(Array(4).fill(b))];
    expect(furthest(templates, allW)).toBe(0);
    expect(furthest(matches, tf.matMul(x, w))).toBeLessThan(1e-5);
    expect(furthest(bias, allB)).toBeLessThan(1e-5);
    expect(furthest(output, dense(x, w, b))).toBe(0);
  });

  it('have the shape [B, C, ...S]: output shape, then input shape', () => {
    const [w, x] = [normal([12, 2]), normal([3, 2, 3, 2])];
    const { templates, bias } = affine((input) => dense(tf.reshape(input, [3, 12]), w))(x);
    expect(templates.shape).toEqual([3, 2, 2, 3, 2]);
    expect(furthest(templates, tf.stack(Array(3).fill(tf.reshape(tf.transpose(w), [2, 2, 3, 2]))))).toBe(0);
    expect(bias.shape).toEqual([3, 2]);
  });

  it('of an empty batch are empty', () => {
    const [w, x] = [normal([6, 3]), tf.zeros([0, 2, 3])];
    const { output, templates, matches, bias } = affine((input) => tf.matMul(tf.reshape(input, [0, 6]), w))(x);
    expect([output, templates, matches, bias].map(({ shape }) => shape)).toEqual([
      [0, 3],
      [0, 3, 2, 3],
      [0, 3],
      [0, 3],
    ]);
  });

  it('hold on the whole linear piece: an active ReLU unit contributes its weights, an inactive one nothing', () => {
    const f: BatchFunction = (x) => dense(relu(dense(x, tf.tensor2d([[2]]), tf.tensor1d([1]))), tf.tensor2d([[3]]));
    const { templates, bias } = affine(f)(tf.tensor2d([[1], [-1]]));
    expect([...templates.dataSync()]).toEqual([6, 0]);
    expect([...bias.dataSync()]).toEqual([3, 0]);
  });

  it('are the same for a batch as for its examples one by one', () => {
    const { f } = twoLayers();
    const x = normal([5, 6]);
    const [whole, singles] = [affine(f)(x), tf.split(x, 5).map((one) => affine(f)(one))];
    expect(furthest(whole.templates, tf.concat(singles.map(({ templates }) => templates)))).toBeLessThan(1e-6);
    expect(furthest(whole.bias, tf.concat(singles.map(({ bias }) => bias)))).toBeLessThan(1e-5);
  });

  it('give the inverse: Σ f(x)_c A[x]_c = A[x]ᵀ f(x)', () => {
    const { f } = twoLayers();
    const x = normal([5, 6]);
    const { output, templates } = affine(f)(x);
    const weighted = tf.sum(tf.mul(templates, tf.expandDims(output, 2)), 1);
    expect(furthest(weighted, inverse(f)(x))).toBeLessThan(1e-4);
  });

  it('for selected classes are those of all classes, in the requested order', () => {
    const { f } = twoLayers();
    const x = normal([5, 6]);
    const [some, all] = [affine(f, { classes: [2, 0] })(x), affine(f)(x)];
    for (const key of ['output', 'templates', 'matches', 'bias'] as const) {
      expect(furthest(some[key], tf.gather(all[key], [2, 0], 1))).toBe(0);
    }
  });

  it('of a constant function are zero and its value', () => {
    const { templates, bias } = affine((x) => tf.ones([x.shape[0], 3]))(normal([4, 5]));
    expect(furthest(templates, tf.zeros([4, 3, 5]))).toBe(0);
    expect(furthest(bias, tf.ones([4, 3]))).toBe(0);
  });

  it('take one forward pass for any number of classes', () => {
    let calls = 0;
    const w = normal([5, 9]);
    affine((x) => (calls++, dense(x, w)))(normal([4, 5]));
    expect(calls).toBe(1);
  });

  it('are differentiable: R computed from them has the gradient of R', () => {
    const [v, x] = [normal([8, 3]), normal([5, 6])];
    const network =
      (w: tf.Tensor): BatchFunction =>
      (input) =>
        dense(relu(dense(input, w)), v);
    const ofTemplates = tf.grad((w: tf.Tensor) => {
      const { output, templates } = affine(network(w))(x);
      return tf.sum(tf.square(tf.sub(tf.sum(tf.mul(templates, tf.expandDims(output, 2)), 1), x)));
    });
    const ofResidual = tf.grad((w: tf.Tensor) =>
      tf.sum(residual(network(w), { reduction: 'sum', distance: 'euclidean' })(x).residual),
    );
    const w = normal([6, 8]);
    const expected = ofResidual(w);
    expect(furthest(ofTemplates(w), expected) / tf.max(tf.abs(expected)).dataSync()[0]!).toBeLessThan(1e-5);
  });

  it('leave no tensors behind except their results', () => {
    const { f, w } = twoLayers();
    const x = normal([5, 6]);
    expect(tensorsLeftBy(() => Object.values(affine(f)(x)).forEach((tensor: tf.Tensor) => tensor.dispose()))).toBe(0);
    const total = (u: tf.Tensor): tf.Tensor => tf.sum(affine((input) => dense(input, u))(x).templates);
    expect(tensorsLeftBy(() => tf.grad(total)(w))).toBe(1);
  });

  it.each([
    [(x: tf.Tensor) => tf.reshape(x, [2, 2, 2]), {}, 'affine: expected f(x) of shape [2, C], got [2, 2, 2]'],
    [(x: tf.Tensor) => tf.reshape(x, [1, 8]), {}, 'affine: expected f(x) of shape [2, C], got [1, 8]'],
    [(x: tf.Tensor) => x, { classes: [0, 4] }, 'affine: expected classes from 0 to 3, got 4'],
    [(x: tf.Tensor) => x, { classes: [-1] }, 'affine: expected classes from 0 to 3, got -1'],
  ] as const)('reject an invalid function or class (%#)', (f, options, message) => {
    expect(() => affine(f, options)(tf.ones([2, 4]))).toThrow(message);
  });
});
