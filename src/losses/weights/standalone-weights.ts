import { STANDALONE_WEIGHTS, TERMS, type StandaloneWeightName } from '../names.js';
import { isEquation11, type EquationWeights } from './equation-weights.js';

/** The weights as the paper's formulas have them, and those of terms that have one of their own, by the term's name. */
export type LossWeights = EquationWeights & { readonly [name in StandaloneWeightName]?: number | undefined };

/** Terms' own weights: absent, undefined or null where none is given. */
type StandaloneWeights<T> = { readonly [name in StandaloneWeightName]?: T | null | undefined };

/** Those of the terms' own weights that are given. */
export function configuredWeights<T>(weights: StandaloneWeights<T>): Partial<Record<StandaloneWeightName, T>> {
  return mapStandaloneWeights(weights, (weight: T) => weight);
}

/** Something else for each of the terms' own weights that is given. */
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

/** Every weight by a name for people. */
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
