import { type PerTerm, perTerm } from './terms.js';
import { configuredWeights, INPUT, isEquation11, mapStandaloneWeights, type LossWeights } from './weights/index.js';

/** Factor of each loss term, whichever equation defines it. Layers without a factor are not reconstructed. */
export type TermWeights<T = number> = PerTerm<T>;

/**
 * Computes the factors of the terms. By default Eq. 10 plus the layers of Eq. 11:
 * α CE + (1 − α) (β R + (1 − β) E) + Σ γ⁽ˡ⁾ R⁽ˡ⁾. If E has a standalone weight, Eq. 11: α CE + β E + Σ γ⁽ˡ⁾ R⁽ˡ⁾.
 */
export function termWeights(weights: LossWeights): TermWeights {
  const standalone: Partial<Record<string, number>> = configuredWeights(weights);
  const layers = Object.keys(weights.gamma ?? {}).filter((layer) => layer !== INPUT);
  return perTerm(layers, (term, name) => term.weight(weights, name && standalone[name]));
}

/**
 * Converts derivatives with respect to the terms' factors into derivatives with respect to the paper's weights. For Eq.
 * 10: d/dα = CE' − β R' − (1 − β) E' and d/dβ = (1 − α) (R' − E').
 */
export function equationGradient(weights: LossWeights, terms: TermWeights): LossWeights {
  const { alpha, beta, gamma = {} } = weights;
  const layerGradient = (layer: string): number => (layer === INPUT ? terms.residual : terms.layers[layer]!);
  return {
    ...(isEquation11(weights)
      ? { alpha: terms.crossEntropy, beta: 0 }
      : {
          alpha: terms.crossEntropy - beta * terms.residual - (1 - beta) * terms.entropy,
          beta: (1 - alpha) * (terms.residual - terms.entropy),
        }),
    ...mapStandaloneWeights(weights, (_, name) => terms[name]),
    gamma: Object.fromEntries(Object.keys(gamma).map((layer) => [layer, layerGradient(layer)])),
  };
}
