import { OWN_WEIGHTS, TERMS, type OwnWeightName } from '../names.js';
import { isEquation11, type EquationWeights } from './paper-weights.js';

/** The weights as the paper's formulas have them, and those of terms that have one of their own, by the term's name. */
export type PaperWeights = EquationWeights & { readonly [name in OwnWeightName]?: number | undefined };

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

/** Every weight by a name for people. */
export function namedWeights(weights: PaperWeights): Record<string, number> {
  const { alpha, beta, gamma = {} } = weights;
  return {
    'α of CE': alpha,
    ...(!isEquation11(weights) && { 'β of R': beta }),
    ...Object.fromEntries(
      Object.entries(givenWeights(weights)).map(([name, weight]) => [
        `weight of ${TERMS[name as OwnWeightName].label}`,
        weight,
      ]),
    ),
    ...Object.fromEntries(Object.entries(gamma).map(([layer, value]) => [`γ of ${layer}`, value])),
  };
}
