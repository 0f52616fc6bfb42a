import { describe, expect, it } from 'vitest';
import type { Tap } from '#src/inversion/index.js';
import {
  balanceEntropy,
  binaryCrossEntropy,
  binaryEntropy,
  combinedLoss,
  crossEntropy,
  entropy,
  mapTerms,
  supervisedLoss,
  termWeights,
  viewsBinaryEntropy,
  viewsEntropy,
  type CombinedLoss,
  type TermWeights,
} from '#src/losses/index.js';
import { dense, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const OPTIONS = { reduction: 'sum', distance: 'euclidean' } as const;
const normal = normalTensors(createRng(5));
const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;

useTensors();

function weights(alpha: number, beta: number): TermWeights<tf.Tensor> {
  return mapTerms(termWeights({ alpha, beta }), (weight) => tf.scalar(weight));
}

function lossOf(x: tf.Tensor, labels: number[], alpha = 0.7, beta = 0.3, valid = labels.map(() => 1)): CombinedLoss {
  const w = tf.tensor2d([1, 0.5, -1, 2, 0, 1, 0.3, -0.2, 1, 1, -1, 0.1], [4, 3]);
  const batch = { x, label: tf.tensor1d(labels, 'int32'), valid: tf.tensor1d(valid) };
  return combinedLoss((input) => dense(input, w), batch, weights(alpha, beta), OPTIONS);
}

describe('cross-entropy and entropy', () => {
  it('are log C for equal logits', () => {
    expect(value(crossEntropy(tf.zeros([1, 10]), tf.tensor1d([3], 'int32')))).toBeCloseTo(Math.log(10), 5);
    expect(value(entropy(tf.zeros([1, 10])))).toBeCloseTo(Math.log(10), 5);
  });

  it('leave no tensors behind except their results', () => {
    const [logits, label, mask] = [normal([4, 3]), tf.tensor1d([0, 1, 2, -1], 'int32'), tf.ones([4])];
    const classes = tf.ones([4, 3], 'int32');
    for (const run of [
      () => crossEntropy(logits, label),
      () => entropy(logits),
      () => balanceEntropy(logits, mask),
      () => binaryCrossEntropy(logits, classes),
      () => binaryEntropy(logits),
      () => viewsEntropy(logits, 2),
      () => viewsBinaryEntropy(logits, 2),
    ])
      expect(tensorsLeftBy(run), String(run)).toBe(1);
  });

  it('are 0 for one class, which is certain', () => {
    const logits = tf.tensor2d([[2], [-3]]);
    expect([...crossEntropy(logits, tf.tensor1d([0, -1], 'int32')).dataSync()].map(Math.abs)).toEqual([0, 0]);
    expect([...entropy(logits).dataSync()].map(Math.abs)).toEqual([0, 0]);
  });

  it('are 0 for a certain prediction, without overflow', () => {
    const logits = tf.tensor2d([[1000, 0, 0]]);
    expect(value(crossEntropy(logits, tf.tensor1d([0], 'int32')))).toBeCloseTo(0, 6);
    expect(value(entropy(logits))).toBeCloseTo(0, 6);
  });
});

describe('the combined loss (Eq. 10)', () => {
  it('is α CE + (1 − α)(β R + (1 − β) E) of a mixed batch', () => {
    const terms = lossOf(normal([4, 4]), [0, -1, 2, -1]);
    const expected = 0.7 * value(terms.crossEntropy) + 0.3 * (0.3 * value(terms.residual) + 0.7 * value(terms.entropy));
    expect(value(terms.loss)).toBeCloseTo(expected, 4);
  });

  it('takes CE over labelled rows, E over unlabelled rows, R over all', () => {
    const x = normal([4, 4]);
    const mixed = lossOf(x, [0, -1, 2, -1]);
    const labelled = lossOf(tf.gather(x, [0, 2]), [0, 2]);
    const unlabelled = lossOf(tf.gather(x, [1, 3]), [-1, -1]);
    expect(value(mixed.crossEntropy)).toBeCloseTo(value(labelled.crossEntropy), 5);
    expect(value(mixed.entropy)).toBeCloseTo(value(unlabelled.entropy), 5);
    expect(value(mixed.residual)).toBeCloseTo((value(labelled.residual) + value(unlabelled.residual)) / 2, 4);
    expect(value(mixed.labelledCount)).toBe(2);
  });

  it('has no entropy term without unlabelled rows, and no cross-entropy without labelled ones', () => {
    const x = normal([2, 4]);
    expect(value(lossOf(x, [0, 1]).entropy)).toBe(0);
    expect(value(lossOf(x, [-1, -1]).crossEntropy)).toBe(0);
  });

  it('ignores padding rows', () => {
    const x = normal([3, 4]);
    const padded = lossOf(tf.concat([x, tf.fill([2, 4], 9)]), [0, -1, 2, 1, -1], 0.7, 0.3, [1, 1, 1, 0, 0]);
    const whole = lossOf(x, [0, -1, 2]);
    for (const term of [
      'loss',
      'crossEntropy',
      'residual',
      'entropy',
      'correct',
      'labelledCount',
      'validCount',
    ] as const) {
      expect(value(padded[term]), term).toBeCloseTo(value(whole[term]), 4);
    }
  });

  it('ignores padding rows where a custom distance is undefined, also in its gradient, to the same bits', () => {
    const relative = (r: tf.Tensor, z: tf.Tensor): tf.Tensor =>
      tf.div(tf.sum(tf.square(tf.sub(r, z)), 1), tf.sum(tf.square(z), 1));
    const [x, w] = [normal([3, 4]), normal([4, 3])];
    const lossAndGradient = (padding: number): number[] => {
      const batch = {
        x: tf.concat([x, tf.zeros([padding, 4])]),
        label: tf.tensor1d([0, -1, 2, ...new Array<number>(padding).fill(-1)], 'int32'),
        valid: tf.tensor1d([1, 1, 1, ...new Array<number>(padding).fill(0)]),
      };
      const loss = (parameters: tf.Tensor): tf.Tensor => {
        const tapped = (input: tf.Tensor, tap?: Tap): tf.Tensor => {
          const z = tf.mul(input, 2);
          return dense(tap?.('double', z) ?? z, parameters);
        };
        const residualOfLayer = { ...weights(0.7, 0.3), layers: { double: tf.scalar(0.5) } };
        return combinedLoss(tapped, batch, residualOfLayer, { reduction: 'sum', distance: relative }).loss;
      };
      const { value: total, grad } = tf.valueAndGrad(loss)(w);
      return [value(total), ...grad.dataSync()];
    };
    const expected = lossAndGradient(0);
    expect(expected.every(Number.isFinite)).toBe(true);
    expect(lossAndGradient(2)).toEqual(expected);
  });

  it('equals the supervised loss for α = 1', () => {
    const x = normal([3, 4]);
    const w = normal([4, 3]);
    const f = (input: tf.Tensor): tf.Tensor => dense(input, w);
    const batch = { x, label: tf.tensor1d([0, 1, 2], 'int32'), valid: tf.ones([3]) };
    const combined = combinedLoss(f, batch, weights(1, 0.3), OPTIONS);
    expect(value(combined.loss)).toBeCloseTo(value(supervisedLoss(f, batch).loss), 5);
  });
});
