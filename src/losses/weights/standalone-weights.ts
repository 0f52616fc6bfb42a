import { STANDALONE_WEIGHTS, TERMS, type StandaloneWeightName } from '../names.js';
import { isEquation11, type EquationWeights } from './equation-weights.js';

/** The weights of the paper's equations, plus standalone weights by term name. */
export type LossWeights = EquationWeights & { readonly [name in StandaloneWeightName]?: number | undefined };

/** Standalone weights; absent, undefined or null if not configured. */
type StandaloneWeights<T> = { readonly [name in StandaloneWeightName]?: T | null | undefined };

/** Returns the configured standalone weights. */
export function configuredWeights<T>(weights: StandaloneWeights<T>): Partial<Record<StandaloneWeightName, T>> {
  return mapStandaloneWeights(weights, (weight: T) => weight);
}

/** Maps each configured standalone weight. */
export function mapStandaloneWeights<T, U>(
  weights: StandaloneWeights<T>,
  change: (weight: T, name: StandaloneWeightName) => U,
): Partial<Record<StandaloneWeightName, U>> {
  return Object.fromEntries(
    STANDALONE_WEIGHTS.flatMap((name) => {
      const weight = weights[name];
      return weight === undefined || weight === null ? [] : [[name, change(weight, name)]];
    }),
  );
}

/** Returns every weight by its display name. */
export function namedWeights(weights: LossWeights): Record<string, number> {
  const { alpha, beta, gamma = {} } = weights;
  return {
    'α of CE': alpha,
    ...(!isEquation11(weights) && { 'β of R': beta }),
    ...Object.fromEntries(
      Object.entries(configuredWeights(weights)).map(([name, weight]) => [
        `weight of ${TERMS[name as StandaloneWeightName].label}`,
        weight,
      ]),
    ),
    ...Object.fromEntries(Object.entries(gamma).map(([layer, value]) => [`γ of ${layer}`, value])),
  };
}
