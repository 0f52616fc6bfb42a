import { crossEntropyTerm } from './cross-entropy.js';
import { entropyTerm } from './entropy.js';
import { TERM_NAMES, type TermName, type TermValues } from './names.js';
import { layerResidualTerm, residualTerm } from './residual.js';
import type { LossTerm, WeightedTerm } from './term.js';

/**
 * The loss terms. Everything computed, weighted, logged, saved and plotted follows from this table. To add a term,
 * write a new file, add a row here and a description in `names.ts` (the compiler requires it); for a configurable
 * weight, also add the key `loss.<name>` to the configuration.
 */
const terms = {
  crossEntropy: crossEntropyTerm,
  residual: residualTerm,
  entropy: entropyTerm,
} as const satisfies { readonly [name in TermName]: LossTerm & { readonly name: name } };

/** The loss terms, in the order of the sum. */
export const LOSS_TERMS: readonly NamedTerm[] = TERM_NAMES.map((name) => terms[name]);

/** A loss term of the list, whose name is one of `TERM_NAMES`. */
export type NamedTerm = LossTerm & { readonly name: TermName };

/** One value per term, and one per weighted layer's R⁽ˡ⁾. */
export interface PerTerm<T> extends TermValues<T> {
  /** By layer name. */
  readonly layers: Readonly<Record<string, T>>;
}

/** Creates a value per term. */
export function forTerms<T>(make: (term: NamedTerm) => T): TermValues<T> {
  return Object.fromEntries(LOSS_TERMS.map((term) => [term.name, make(term)])) as TermValues<T>;
}

/**
 * Creates a value per term, then one per layer.
 * @param make receives the term's name; undefined for layers
 */
export function perTerm<T>(layers: readonly string[], make: (term: WeightedTerm, name?: TermName) => T): PerTerm<T> {
  return {
    ...forTerms((term) => make(term, term.name)),
    layers: Object.fromEntries(layers.map((layer) => [layer, make(layerResidualTerm(layer))])),
  };
}

/** Maps each term's value. */
export function mapTerms<T, U>(values: PerTerm<T>, change: (value: T, term: WeightedTerm) => U): PerTerm<U> {
  return {
    ...forTerms((term) => change(values[term.name], term)),
    layers: Object.fromEntries(
      Object.entries(values.layers).map(([layer, value]) => [layer, change(value, layerResidualTerm(layer))]),
    ),
  };
}

/**
 * Flattens the values into one record by name, in the order of the sum.
 * @param layerPrefix prepended to layer names, to distinguish them from terms
 */
export function flatTerms<T>({ layers, ...values }: PerTerm<T>, layerPrefix: string): Record<string, T> {
  return {
    ...forTerms(({ name }) => (values as TermValues<T>)[name]),
    ...Object.fromEntries(Object.entries(layers).map(([layer, value]) => [layerPrefix + layer, value])),
  };
}
