import { ownValue } from '../own-value.js';
import { TERMS } from './names.js';
import type { LossTerm, WeightedTerm } from './term.js';
import { INPUT, isEquation11 } from './weights/index.js';

/** R over all examples (Eq. 8). */
export const residualTerm = {
  ...TERMS.residual,
  value: ({ residual }) => residual,
  weight: (weights) => {
    const { alpha, beta, gamma: { [INPUT]: input = 0 } = {} } = weights;
    return isEquation11(weights) ? input : (1 - alpha) * beta + input;
  },
} as const satisfies LossTerm;

/** Returns the term of R⁽ˡ⁾ over all examples (Eq. 12) for a layer. */
export function layerResidualTerm(layer: string): WeightedTerm {
  return {
    rows: 'valid',
    value: ({ layerResiduals }) => layerResiduals[layer]!,
    weight: ({ gamma = {} }) => ownValue(gamma, layer) ?? 0,
  };
}
