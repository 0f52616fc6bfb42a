import { type PerTerm, perTerm } from './terms.js';
import { configuredWeights, INPUT, isEquation11, mapStandaloneWeights, type LossWeights } from './weights/index.js';

/** What each term of the loss is multiplied by, whichever formula says so; layers that are not here are not given back. */
export type TermWeights<T = number> = PerTerm<T>;

/**
 * The terms' weights. Eq. 10 with the layers of Eq. 11 added to it: α CE + (1 − α) (β R + (1 − β) E) + Σ γ⁽ˡ⁾ R⁽ˡ⁾; or, where E has a weight
 * of its own, Eq. 11 itself: α CE + β E + Σ γ⁽ˡ⁾ R⁽ˡ⁾.
 */
export function termWeights(weights: LossWeights): TermWeights {
  const own: Partial<Record<string, number>> = configuredWeights(weights);
  const layers = Object.keys(weights.gamma ?? {}).filter((layer) => layer !== INPUT);
  return perTerm(layers, (term, name) => term.weight(weights, name && own[name]));
}

/**
 * The derivative by the paper's weights, from that by the terms': in Eq. 10 d/dα = CE' − β R' − (1 − β) E' and
 * d/dβ = (1 − α) (R' − E').
 */
export function equationGradient(weights: LossWeights, terms: TermWeights): LossWeights {
  const { alpha, beta, gamma = {} } = weights;
  const ofLayer = (layer: string): number => (layer === INPUT ? terms.residual : terms.layers[layer]!);
  return {
    ...(isEquation11(weights)
      ? { alpha: terms.crossEntropy, beta: 0 }
      : {
          alpha: terms.crossEntropy - beta * terms.residual - (1 - beta) * terms.entropy,
          beta: (1 - alpha) * (terms.residual - terms.entropy),
        }),
    ...mapStandaloneWeights(weights, (_, name) => terms[name]),
    gamma: Object.fromEntries(Object.keys(gamma).map((layer) => [layer, ofLayer(layer)])),
  };
}
