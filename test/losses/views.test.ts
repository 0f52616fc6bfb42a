import { describe, expect, it } from 'vitest';
import {
  binaryEntropy,
  combinedLoss,
  type CombinedLoss,
  entropy,
  mapTerms,
  termWeights,
  viewsBinaryEntropy,
  viewsEntropy,
} from '#src/losses/index.js';
import { dense, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { useTensors } from '../helpers/use-tensors.js';

const normal = normalTensors(createRng(17));
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const plogp = (p: number): number => (p === 0 ? 0 : p * Math.log(p));

useTensors();

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  return powers.map((power) => power / total(powers));
}

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

/** The mean prediction of consecutive rows, in float64. */
function meanPrediction(rows: readonly number[][], predict: (row: number[]) => number[], views: number): number[][] {
  return Array.from({ length: rows.length / views }, (_, example) => {
    const predictions = rows.slice(example * views, (example + 1) * views).map(predict);
    return predictions[0]!.map((_, c) => total(predictions.map((prediction) => prediction[c]!)) / views);
  });
}

const ENTROPIES = [
  {
    name: 'softmax',
    ofViews: viewsEntropy,
    ofRows: entropy,
    reference: (rows: number[][], views: number) =>
      meanPrediction(rows, softmax, views).map((mean) => -total(mean.map(plogp))),
  },
  {
    name: 'sigmoid',
    ofViews: viewsBinaryEntropy,
    ofRows: binaryEntropy,
    reference: (rows: number[][], views: number) =>
      meanPrediction(rows, (row) => row.map(sigma), views).map(
        (mean) => -total(mean.map((p) => plogp(p) + plogp(1 - p))) / mean.length,
      ),
  },
];

describe.each(ENTROPIES)('the entropy of the mean $name prediction of views', ({ ofViews, ofRows, reference }) => {
  it.each([1, 2, 3])('is that of its definition, the same for each of %i views', (views) => {
    const logits = normal([6, 4]);
    const expected = reference(logits.arraySync(), views);
    const found = values(ofViews(logits, views));
    expect(found).toHaveLength(6);
    found.forEach((value, row) => expect(value).toBeCloseTo(expected[Math.floor(row / views)]!, 5));
  });

  it('is E of each view if they are alike, and greater if they differ', () => {
    const logits = tf.tile(normal([1, 4]), [3, 1]);
    values(ofViews(logits, 3)).forEach((value) => expect(value).toBeCloseTo(values(ofRows(logits))[0]!, 5));
    const certain = tf.tensor2d([[30, -30], [-30, 30]]); // prettier-ignore
    expect(Math.max(...values(ofRows(certain)))).toBeCloseTo(0, 5);
    values(ofViews(certain, 2)).forEach((value) => expect(value).toBeCloseTo(Math.log(2), 5));
  });

  it('has the gradient of its definition', () => {
    const logits = normal([4, 3]);
    const gradient = values(tf.grad((input: tf.Tensor) => tf.sum(ofViews(input, 2)))(logits));
    const rows = logits.arraySync();
    const valueAt = (index: number, offset: number): number => {
      const moved = rows.map((row) => [...row]);
      moved[Math.floor(index / 3)]![index % 3]! += offset;
      return 2 * total(reference(moved, 2));
    };
    gradient.forEach((derivative, index) => {
      expect(derivative).toBeCloseTo((valueAt(index, 1e-5) - valueAt(index, -1e-5)) / 2e-5, 4);
    });
  });

  it('is finite, with a finite gradient, for logits of any size', () => {
    const logits = tf.tensor2d([[1e4, -1e4], [-1e4, 500], [1e4, 0], [1e4, -1e4]]); // prettier-ignore
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(ofViews(input, 2)))(logits);
    expect([...values(ofViews(logits, 2)), ...values(gradient)].every(Number.isFinite)).toBe(true);
  });
});

describe('the combined loss of two views', () => {
  const w = (): tf.Tensor2D => tf.tensor2d([1, 0.5, -1, 2, 0, 1, 0.3, -0.2, 1, 1, -1, 0.1], [4, 3]);
  const weights = mapTerms(termWeights({ alpha: 0.2, beta: 0.3 }), (weight) => tf.scalar(weight));
  const lossOf = (x: tf.Tensor, labels: number[], views: number): CombinedLoss =>
    combinedLoss(
      (input) => dense(input, w()),
      { x, label: tf.tensor1d(labels, 'int32'), valid: tf.tensor1d([1, 1, 1, 1, 0, 0]) },
      weights,
      { reduction: 'sum', distance: 'euclidean', views },
    );

  it('has E of the mean prediction of unlabelled examples, and CE and R of every view', () => {
    const x = normal([6, 4]);
    const labels = [0, 0, -1, -1, -1, -1];
    const [single, both] = [lossOf(x, labels, 1), lossOf(x, labels, 2)];
    const expected = values(viewsEntropy(dense(x, w()), 2))[2]!;
    expect(values(both.entropy)[0]).toBeCloseTo(expected, 5);
    expect(values(both.crossEntropy)).toEqual(values(single.crossEntropy));
    expect(values(both.residual)).toEqual(values(single.residual));
    const difference = values(both.loss)[0]! - values(single.loss)[0]!;
    expect(difference).toBeCloseTo(0.8 * 0.7 * (expected - values(single.entropy)[0]!), 5);
  });
});
