import { type EquationWeights, INPUT, isEquation11 } from './paper-weights.js';
import { OWN_WEIGHTS, type OwnWeightName } from './names.js';
import { LOSS_TERMS, type PerTerm, perTerm } from './terms.js';

/** What each term of the loss is multiplied by, whichever formula says so; layers that are not here are not given back. */
export type TermWeights<T = number> = PerTerm<T>;

/** The weights as the paper's formulas have them, and those of terms that have one of their own, by the term's name. */
export type PaperWeights = EquationWeights & { readonly [name in OwnWeightName]?: number | undefined };

/**
 * The terms' weights. Eq. 10 with the layers of Eq. 11 added to it: α CE + (1 − α) (β R + (1 − β) E) + Σ γ⁽ˡ⁾ R⁽ˡ⁾; or, where E has a weight
 * of its own, Eq. 11 itself: α CE + β E + Σ γ⁽ˡ⁾ R⁽ˡ⁾.
 */
export function termWeights(weights: PaperWeights): TermWeights {
  const own: Partial<Record<string, number>> = givenWeights(weights);
  const layers = Object.keys(weights.gamma ?? {}).filter((layer) => layer !== INPUT);
  return perTerm(layers, (term, name) => term.weight(weights, name && own[name]));
}

/**
 * The derivative by the paper's weights, from that by the terms': in Eq. 10 d/dα = CE' − β R' − (1 − β) E' and
 * d/dβ = (1 − α) (R' − E').
 */
export function paperGradient(weights: PaperWeights, terms: TermWeights): PaperWeights {
  const { alpha, beta, gamma = {} } = weights;
  const ofLayer = (layer: string): number => (layer === INPUT ? terms.residual : terms.layers[layer]!);
  return {
    ...(isEquation11(weights)
      ? { alpha: terms.crossEntropy, beta: 0 }
      : {
          alpha: terms.crossEntropy - beta * terms.residual - (1 - beta) * terms.entropy,
          beta: (1 - alpha) * (terms.residual - terms.entropy),
        }),
    ...mapOwnWeights(weights, (_, name) => terms[name]),
    gamma: Object.fromEntries(Object.keys(gamma).map((layer) => [layer, ofLayer(layer)])),
  };
}

/** Every weight by a name for people. */
export function namedWeights(weights: PaperWeights): Record<string, number> {
  const { alpha, beta, gamma = {} } = weights;
  const own: Partial<Record<string, number>> = givenWeights(weights);
  return {
    'α of CE': alpha,
    ...(!isEquation11(weights) && { 'β of R': beta }),
    ...Object.fromEntries(
      LOSS_TERMS.flatMap(({ name, label }) => (own[name] === undefined ? [] : [[`weight of ${label}`, own[name]]])),
    ),
    ...Object.fromEntries(Object.entries(gamma).map(([layer, value]) => [`γ of ${layer}`, value])),
  };
}

/** Terms' own weights: absent, undefined or null where none is given. */
type OwnWeights<T> = { readonly [name in OwnWeightName]?: T | null | undefined };

/** Those of the terms' own weights that are given. */
export function givenWeights<T>(weights: OwnWeights<T>): Partial<Record<OwnWeightName, T>> {
  return mapOwnWeights(weights, (weight: T) => weight);
}

/** Something else for each of the terms' own weights that is given. */
export function mapOwnWeights<T, U>(
  weights: OwnWeights<T>,
  change: (weight: T, name: OwnWeightName) => U,
): Partial<Record<OwnWeightName, U>> {
  return Object.fromEntries(
    OWN_WEIGHTS.flatMap((name) => {
      const weight = weights[name];
      return weight === undefined || weight === null ? [] : [[name, change(weight, name)]];
    }),
  );
}
