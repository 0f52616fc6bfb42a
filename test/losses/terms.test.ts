import { describe, expect, it } from 'vitest';
import {
  combinedLoss,
  flatTerms,
  LOSS_TERMS,
  mapTerms,
  STANDALONE_WEIGHTS,
  perTerm,
  TERM_NAMES,
  termWeights,
  type CombinedLoss,
  type RowCounts,
  type TermName,
} from '#src/losses/index.js';
import { dense, tf } from '#src/ops/index.js';
import { useTensors } from '../helpers/use-tensors.js';

const OPTIONS = { reduction: 'mean', distance: 'euclidean' } as const;
const LAYER = 'hidden';
const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;

useTensors();

/** A loss with these weights of terms and of the one layer; rows 0 and 2 have labels, the last one only fills the batch up. */
function lossOf(weightOf: (name: string) => number, counts?: RowCounts): CombinedLoss {
  const x = tf.tensor2d([0.3, -1, 2, 0.5, 1, 0.1, -0.4, 0.2, 1.5, -2, 9, 9], [6, 2]);
  const batch = { x, label: tf.tensor1d([1, -1, 0, -1, -1, 1], 'int32'), valid: tf.tensor1d([1, 1, 1, 1, 1, 0]) };
  const [w, v] = [tf.tensor2d([1, 0.5, -0.3, 2], [2, 2]), tf.tensor2d([0.4, -1, 0.2, 1, 0.7, -0.6], [2, 3])];
  const weights = perTerm([LAYER], (_, name) => tf.scalar(weightOf(name ?? LAYER)));
  return combinedLoss(
    (input, tap) => dense(tap(LAYER, dense(input, w)), v),
    { ...batch, ...(counts && { counts }) },
    weights,
    OPTIONS,
  );
}

const counts = (labelled: number, unlabelled: number, valid: number): RowCounts => ({
  labelled: tf.scalar(labelled),
  unlabelled: tf.scalar(unlabelled),
  valid: tf.scalar(valid),
});

describe('the terms of the loss', () => {
  it('are CE, R and E, in this order at first', () => {
    expect(TERM_NAMES.slice(0, 3)).toEqual(['crossEntropy', 'residual', 'entropy']);
    expect(LOSS_TERMS.slice(0, 3).map(({ label }) => label)).toEqual(['CE', 'R', 'E']);
    expect(STANDALONE_WEIGHTS).toContain('entropy' satisfies TermName);
  });

  it('have each a name, a label and a colour of their own', () => {
    for (const key of ['name', 'label', 'colour'] as const) {
      expect(new Set(LOSS_TERMS.map((term) => term[key])).size, key).toBe(LOSS_TERMS.length);
    }
  });

  it.each(TERM_NAMES)('are the whole loss where they alone have a weight: %s', (name) => {
    const loss = lossOf((other) => (other === name ? 3 : 0));
    expect(value(loss.loss)).toBeCloseTo(3 * value(loss[name]), 4);
    expect(Math.abs(value(loss[name]))).toBeGreaterThan(0.01);
  });

  it('are added, with R of layers', () => {
    const loss = lossOf((name) => 1 + name.length);
    const terms = Object.entries(flatTerms(loss, ''));
    expect(terms).toHaveLength(TERM_NAMES.length + 1);
    expect(terms.map(([name]) => name)).toEqual([...TERM_NAMES, LAYER]);
    const sum = terms.reduce((total, [name, term]) => total + (1 + name.length) * value(term), 0);
    expect(value(loss.loss)).toBeCloseTo(sum, 3);
  });

  it.each(LOSS_TERMS)('are means over the rows that they apply to: $name over $rows', ({ name, rows }) => {
    const own = { labelled: 2, unlabelled: 3, valid: 5 };
    const doubled = counts(own.labelled, own.unlabelled, own.valid);
    const loss = lossOf(() => 1, { ...doubled, [rows]: tf.scalar(2 * own[rows]) });
    const usual = lossOf(() => 1);
    expect(value(loss[name])).toBeCloseTo(value(usual[name]) / 2, 5);
  });

  it('are numbers where a count of rows is given as 0', () => {
    const loss = lossOf(() => 1, counts(0, 0, 0));
    const once = lossOf(() => 1, counts(1, 1, 1));
    for (const [name, term] of Object.entries(flatTerms({ ...loss }, 'layer/'))) {
      expect(value(term), name).toBe(value(flatTerms(once, 'layer/')[name]!));
      expect(Number.isFinite(value(term))).toBe(true);
    }
    expect(Number.isFinite(value(loss.loss))).toBe(true);
  });

  it('keep their place when something else is made of each', () => {
    const weights = termWeights({ alpha: 0.5, beta: 0.5, gamma: { b: 1, a: 2 } });
    const doubled = mapTerms(weights, (weight) => 2 * weight);
    expect(Object.keys(flatTerms(doubled, 'layer/'))).toEqual([...TERM_NAMES, 'layer/b', 'layer/a']);
    expect(doubled.layers).toEqual({ b: 2, a: 4 });
    expect(doubled.crossEntropy).toBe(1);
  });
});
