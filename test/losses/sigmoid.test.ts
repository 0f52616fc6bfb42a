import { describe, expect, it } from 'vitest';
import {
  binaryCrossEntropy,
  binaryEntropy,
  combinedLoss,
  type CombinedLoss,
  mapTerms,
  supervisedLoss,
  termWeights,
} from '#src/losses/index.js';
import { dense, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { useTensors } from '../helpers/use-tensors.js';

const normal = normalTensors(createRng(31));
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;
const labels = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');
const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

useTensors();

/** Binary cross-entropy of one row as its definition says, in float64. */
function reference(logits: readonly number[], row: readonly number[], positiveWeight: number): number {
  const terms = logits.flatMap((logit, c) => {
    if (row[c]! < 0) return [];
    return [row[c] === 1 ? -positiveWeight * Math.log(sigma(logit)) : -Math.log(1 - sigma(logit))];
  });
  return terms.reduce((sum, term) => sum + term, 0) / Math.max(1, terms.length);
}

describe('binary cross-entropy', () => {
  const LABELS = [[1, 0, 1], [0, 0, 0], [-1, 1, 0], [-1, -1, -1]]; // prettier-ignore

  it.each([1, 4])('is the mean over the known classes, positives weighted %f', (positiveWeight) => {
    const logits = normal([4, 3]);
    const rows = logits.arraySync();
    const found = values(binaryCrossEntropy(logits, labels(LABELS), positiveWeight));
    rows.forEach((row, i) => expect(found[i]).toBeCloseTo(reference(row, LABELS[i]!, positiveWeight), 5));
    expect(found[3]).toBe(0);
  });

  it('has the gradient w (σ(f) − 1) / n of present classes, σ(f) / n of absent ones, 0 of unknown ones', () => {
    const logits = normal([4, 3]);
    const gradient = tf.grad((f: tf.Tensor) => tf.sum(binaryCrossEntropy(f, labels(LABELS), 3)))(logits);
    const rows = logits.arraySync();
    (gradient.arraySync() as number[][]).forEach((row, i) => {
      const known = LABELS[i]!.filter((label) => label >= 0).length;
      row.forEach((derivative, c) => {
        const label = LABELS[i]![c]!;
        const p = sigma(rows[i]![c]!);
        const expected = label < 0 ? 0 : (label === 1 ? 3 * (p - 1) : p) / known;
        expect(derivative).toBeCloseTo(expected, 5);
      });
    });
  });

  it('is finite, with a finite gradient, for logits of any size', () => {
    const logits = tf.tensor2d([[1e4, -1e4, 500]]);
    expect(value(binaryCrossEntropy(logits, labels([[0, 1, 1]])))).toBeCloseTo(2e4 / 3, 0);
    const gradient = tf.grad((f: tf.Tensor) => tf.sum(binaryCrossEntropy(f, labels([[0, 1, 1]]))))(logits);
    expect(values(gradient).every(Number.isFinite)).toBe(true);
  });
});

describe('binary entropy', () => {
  it('is the mean over the classes of −p log p − (1 − p) log (1 − p): log 2 at p = 1/2, 0 if certain', () => {
    const logits = normal([3, 4]);
    logits.arraySync().forEach((row, i) => {
      const entropies = row.map((f) => -sigma(f) * Math.log(sigma(f)) - (1 - sigma(f)) * Math.log(1 - sigma(f)));
      const expected = entropies.reduce((sum, h) => sum + h, 0) / row.length;
      expect(values(binaryEntropy(logits))[i]).toBeCloseTo(expected, 5);
    });
    expect(values(binaryEntropy(tf.zeros([1, 5])))[0]).toBeCloseTo(Math.log(2), 6);
    expect(values(binaryEntropy(tf.tensor2d([[90, -90]])))[0]).toBeCloseTo(0, 6);
  });

  it('has the gradient −f σ(f) (1 − σ(f)) / C', () => {
    const logits = normal([2, 3]);
    const gradient = tf.grad((f: tf.Tensor) => tf.sum(binaryEntropy(f)))(logits);
    const expected = values(logits).map((f) => (-f * sigma(f) * (1 - sigma(f))) / 3);
    values(gradient).forEach((derivative, i) => expect(derivative).toBeCloseTo(expected[i]!, 5));
  });
});

describe('the combined loss with sigmoid outputs', () => {
  const w = (): tf.Tensor2D => tf.tensor2d([1, 0.5, -1, 2, 0, 1, 0.3, -0.2, 1, 1, -1, 0.1], [4, 3]);
  const OUTPUTS = { outputActivation: 'sigmoid', positiveWeight: 2 } as const;
  const weights = mapTerms(termWeights({ alpha: 0.6, beta: 0.3 }), (weight) => tf.scalar(weight));
  const LABELS = [[1, 0, 0], [0, 0, 0], [-1, -1, -1], [-1, 0, 1]]; // prettier-ignore
  const batch = (x: tf.Tensor, valid = [1, 1, 1, 1]) => ({ x, label: labels(LABELS), valid: tf.tensor1d(valid) });
  const lossOf = (x: tf.Tensor, valid?: number[]): CombinedLoss =>
    combinedLoss((input) => dense(input, w()), batch(x, valid), weights, {
      reduction: 'sum',
      distance: 'euclidean',
      ...OUTPUTS,
    });

  it('averages CE over rows in which something is known, no species included, and E over the others', () => {
    const x = normal([4, 4]);
    const logits = dense(x, w());
    const ce = values(binaryCrossEntropy(logits, labels(LABELS), 2));
    const found = lossOf(x);
    expect(value(found.crossEntropy)).toBeCloseTo((ce[0]! + ce[1]! + ce[3]!) / 3, 5);
    expect(value(found.entropy)).toBeCloseTo(values(binaryEntropy(logits))[2]!, 5);
    const expected = 0.6 * value(found.crossEntropy) + 0.4 * (0.3 * value(found.residual) + 0.7 * value(found.entropy));
    expect(value(found.loss)).toBeCloseTo(expected, 4);
    expect(value(found.labelledCount)).toBe(3);
    expect(value(lossOf(x, [1, 1, 1, 0]).labelledCount)).toBe(2);
  });

  it('counts a row as right if its greatest logit is present, or none is positive where no class is present', () => {
    const logits = tf.tensor2d([[2, 1, 0], [-1, -2, -3], [5, 5, 5], [9, 1, 2]]); // prettier-ignore
    const right = supervisedLoss(() => logits, batch(tf.zeros([4, 4])), OUTPUTS);
    expect(value(right.correct)).toBe(2);
    const wrong = supervisedLoss(() => tf.neg(logits), batch(tf.zeros([4, 4])), OUTPUTS);
    expect(value(wrong.correct)).toBe(0);
  });
});
