import { describe, expect, it } from 'vitest';
import { balanceEntropy, combinedLoss, entropy, mapTerms, type CombinedLoss, termWeights } from '#src/losses/index.js';
import { dense, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { balanceEntropy64 } from '../helpers/losses64.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const normal = normalTensors(createRng(9));
const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;
const ones = (rows: number): tf.Tensor => tf.ones([rows]);

useTensors();

describe('the entropy of the mean prediction', () => {
  it('is log C if examples are certain of different classes (E is 0), and 0 if all are certain of one class', () => {
    const each = tf.mul(tf.eye(4), 50);
    expect(value(balanceEntropy(each, ones(4)))).toBeCloseTo(Math.log(4), 5);
    expect(value(tf.mean(entropy(each)))).toBeCloseTo(0, 6);
    expect(value(balanceEntropy(tf.tensor2d([[50, 0, 0], [60, 0, 0]]), ones(2)))).toBeCloseTo(0, 5); // prettier-ignore
  });

  it('is at least the mean of E, with equality for identical predictions', () => {
    const logits = normal([20, 5]);
    expect(value(balanceEntropy(logits, ones(20)))).toBeGreaterThan(value(tf.mean(entropy(logits))) + 0.1);
    const alike = tf.tile(normal([1, 5]), [6, 1]);
    expect(value(balanceEntropy(alike, ones(6)))).toBeCloseTo(value(tf.mean(entropy(alike))), 5);
  });

  it('depends only on the rows in the mask', () => {
    const logits = normal([5, 3]);
    const labels = [-1, 0, -1, -1, 2];
    const mask = tf.tensor1d(labels.map((label) => (label < 0 ? 1 : 0)));
    const expected = balanceEntropy64({ shape: [5, 3], data: Float64Array.from(logits.dataSync()) }, labels);
    expect(value(balanceEntropy(logits, mask))).toBeCloseTo(expected, 5);
  });

  it('is finite, with a finite gradient, if a class has probability 0', () => {
    const extreme = tf.tensor2d([200, -200, 300, 0], [2, 2]);
    const gradient = tf.grad((logits: tf.Tensor) => balanceEntropy(logits, ones(2)))(extreme);
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
  });

  it('has the gradient −Σ_c log p̄_c ∂p̄_c', () => {
    const logits = normal([6, 4]);
    const gradient = tf
      .grad((input: tf.Tensor) => balanceEntropy(input, ones(6)))(logits)
      .dataSync();
    const data = Float64Array.from(logits.dataSync());
    const valueAt = (index: number, offset: number): number => {
      const moved = Float64Array.from(data);
      moved[index]! += offset;
      return balanceEntropy64({ shape: [6, 4], data: moved }, new Array<number>(6).fill(-1));
    };
    for (let index = 0; index < data.length; index++) {
      expect(gradient[index]).toBeCloseTo((valueAt(index, 1e-6) - valueAt(index, -1e-6)) / 2e-6, 5);
    }
  });
});

describe('the combined loss with a balance', () => {
  const w = (): tf.Tensor2D => tf.tensor2d([1, 0.5, -1, 2, 0, 1, 0.3, -0.2, 1, 1, -1, 0.1], [4, 3]);
  const weights = mapTerms(termWeights({ alpha: 0.2, beta: 0.3 }), (weight) => tf.scalar(weight));
  const lossOf = (x: tf.Tensor, labels: number[], balance: number, valid = labels.map(() => 1)): CombinedLoss =>
    combinedLoss(
      (input) => dense(input, w()),
      { x, label: tf.tensor1d(labels, 'int32'), valid: tf.tensor1d(valid) },
      weights,
      { reduction: 'sum', distance: 'euclidean', balance },
    );

  it('contains E − λ H(p̄) over unlabelled rows in place of E, but reports plain E', () => {
    const x = normal([6, 4]);
    const labels = [0, -1, 2, -1, -1, -1];
    const [plain, balanced] = [lossOf(x, labels, 0), lossOf(x, labels, 1.5)];
    const unlabelled = tf.tensor1d([0, 1, 0, 1, 1, 1]);
    const h = value(balanceEntropy(dense(x, w()), unlabelled));
    expect(value(balanced.loss)).toBeCloseTo(value(plain.loss) - 0.8 * 0.7 * 1.5 * h, 4);
    expect(value(balanced.entropy)).toBe(value(plain.entropy));
  });

  it('ignores padding rows', () => {
    const x = normal([3, 4]);
    const padded = lossOf(tf.concat([x, tf.fill([2, 4], 9)]), [-1, -1, 1, -1, -1], 2, [1, 1, 1, 0, 0]);
    expect(value(padded.loss)).toBeCloseTo(value(lossOf(x, [-1, -1, 1], 2).loss), 4);
  });

  it('leaves no tensors behind except its results', () => {
    const x = normal([3, 4]);
    lossOf(x, [-1, -1, 0], 1);
    const run = () => tf.tidy(() => ({ ...lossOf(x, [-1, -1, 0], 1) }) as unknown as Record<string, tf.Tensor>);
    const results = Object.keys(run()).filter((name) => name !== 'layers');
    expect(tensorsLeftBy(run)).toBe(results.length);
  });
});
