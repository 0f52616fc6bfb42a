import { TERMS } from './names.js';
import type { LossTerm, WeightedTerm } from './term.js';
import { INPUT, isEquation11 } from './weights/index.js';

/** R of all examples (Eq. 8). */
export const residualTerm = {
  ...TERMS.residual,
  value: ({ residual }) => residual,
  weight: (weights) => {
    const { alpha, beta, gamma: { [INPUT]: input = 0 } = {} } = weights;
    return isEquation11(weights) ? input : (1 - alpha) * beta + input;
  },
} as const satisfies LossTerm;

/** R⁽ˡ⁾ of all examples (Eq. 12), for any layer. */
export function layerResidualTerm(layer: string): WeightedTerm {
  return {
    rows: 'valid',
    value: ({ layerResiduals }) => layerResiduals[layer]!,
    weight: ({ gamma = {} }) => gamma[layer] ?? 0,
  };
}
