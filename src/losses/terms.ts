import { crossEntropyTerm } from './cross-entropy.js';
import { entropyTerm } from './entropy.js';
import { TERM_NAMES, type TermName, type TermValues } from './names.js';
import { layerResidualTerm, residualTerm } from './residual.js';
import type { LossTerm, WeightedTerm } from './term.js';

/**
 * The terms of the loss. What is computed, weighed, reported, saved and drawn follows from them: a new one is a file of its own, a row here and its
 * description in `names.ts`, which the compiler asks for; and if people are to give it a weight, a key `loss.<name>` of the configuration.
 */
const terms = {
  crossEntropy: crossEntropyTerm,
  residual: residualTerm,
  entropy: entropyTerm,
} as const satisfies { readonly [name in TermName]: LossTerm & { readonly name: name } };

/** The terms, in the order in which they are added. */
export const LOSS_TERMS: readonly NamedTerm[] = TERM_NAMES.map((name) => terms[name]);

type NamedTerm = LossTerm & { readonly name: TermName };

/** Something of every term, and of R⁽ˡ⁾ of every layer that has a weight. */
export interface PerTerm<T> extends TermValues<T> {
  /** By the layer's name. */
  readonly layers: Readonly<Record<string, T>>;
}

/** Makes something for every term. */
export function forTerms<T>(make: (term: NamedTerm) => T): TermValues<T> {
  return Object.fromEntries(LOSS_TERMS.map((term) => [term.name, make(term)])) as TermValues<T>;
}

/**
 * Makes something for every term, and then for every layer.
 * @param make also takes the term's name, which a layer does not have
 */
export function perTerm<T>(layers: readonly string[], make: (term: WeightedTerm, name?: TermName) => T): PerTerm<T> {
  return {
    ...forTerms((term) => make(term, term.name)),
    layers: Object.fromEntries(layers.map((layer) => [layer, make(layerResidualTerm(layer))])),
  };
}

/** Makes something else of what there is of every term. */
export function mapTerms<T, U>(values: PerTerm<T>, change: (value: T, term: WeightedTerm) => U): PerTerm<U> {
  return {
    ...forTerms((term) => change(values[term.name], term)),
    layers: Object.fromEntries(
      Object.entries(values.layers).map(([layer, value]) => [layer, change(value, layerResidualTerm(layer))]),
    ),
  };
}

/**
 * All of it by name, in the order of the sum.
 * @param layerPrefix put before the names of layers, to tell them from terms
 */
export function flatTerms<T>({ layers, ...values }: PerTerm<T>, layerPrefix: string): Record<string, T> {
  return {
    ...forTerms(({ name }) => (values as TermValues<T>)[name]),
    ...Object.fromEntries(Object.entries(layers).map(([layer, value]) => [layerPrefix + layer, value])),
  };
}
