import { describe, expect, it } from 'vitest';
import { namedWeights, equationGradient, termWeights, type LossWeights } from '#src/losses/index.js';
import { termsOf } from '../helpers/terms.js';

const EQ_10: LossWeights = { alpha: 0.25, beta: 0.5, gamma: { conv1: 1, input: 2 } };
const EQ_11: LossWeights = { alpha: 0.25, beta: 0, entropy: 3, gamma: { conv1: 1, input: 2 } };

describe('the weights of the terms', () => {
  it('are those of Eq. 10, with the layers of Eq. 11 added to it', () => {
    expect(termWeights(EQ_10)).toEqual({
      ...termsOf({ crossEntropy: 0.25, residual: 0.75 * 0.5 + 2, entropy: 0.75 * 0.5 }),
      layers: { conv1: 1 },
    });
  });

  it('are those of Eq. 11 where E has one of its own', () => {
    expect(termWeights(EQ_11)).toEqual({
      ...termsOf({ crossEntropy: 0.25, residual: 2, entropy: 3 }),
      layers: { conv1: 1 },
    });
  });

  it('have names for people', () => {
    expect(namedWeights(EQ_10)).toEqual({ 'α of CE': 0.25, 'β of R': 0.5, 'γ of conv1': 1, 'γ of input': 2 });
    expect(namedWeights(EQ_11)).toEqual({ 'α of CE': 0.25, 'weight of E': 3, 'γ of conv1': 1, 'γ of input': 2 });
  });
});

describe('the derivative by the paper’s weights', () => {
  const terms = { ...termsOf({ crossEntropy: 1, residual: 10, entropy: 100 }), layers: { conv1: 7 } };

  it('is that of the products in Eq. 10', () => {
    expect(equationGradient(EQ_10, terms)).toEqual({
      alpha: 1 - 5 - 50,
      beta: 0.75 * (10 - 100),
      gamma: { conv1: 7, input: 10 },
    });
  });

  it('is that of the terms themselves in Eq. 11', () => {
    expect(equationGradient(EQ_11, terms)).toEqual({ alpha: 1, beta: 0, entropy: 100, gamma: { conv1: 7, input: 10 } });
  });
});
