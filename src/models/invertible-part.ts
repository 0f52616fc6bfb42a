import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Tensor } from '../ops/index.js';
import type { Model } from './types.js';

/** The inverted function and its input batch. */
export interface InvertiblePart {
  /** [B, ...S] -> [B, C], logits. */
  readonly f: (x: Tensor, tap?: Tap) => Tensor;
  /** [B, ...S]. */
  readonly x: Tensor;
}

/**
 * Returns the part of a network that is inverted: everything after the fixed front end, or the whole network if there
 * is none. With a front end, the returned x is its features.
 * @param x [B, ...inputShape]
 */
export function invertiblePart(model: Model, parameters: Tensors, x: Tensor, noise?: Tensors): InvertiblePart {
  const { frontEnd } = model;
  if (frontEnd === undefined) return { f: (input, tap) => model.apply(parameters, input, noise, tap), x };
  return { f: (features, tap) => frontEnd.classify(parameters, features, noise, tap), x: frontEnd.extract(x) };
}
