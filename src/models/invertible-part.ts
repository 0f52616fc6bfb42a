import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Tensor } from '../ops/index.js';
import type { Model } from './types.js';

/** A function of a batch, and the batch that it is given. */
export interface InvertiblePart {
  /** [B, ...S] -> [B, C], logits. */
  readonly f: (x: Tensor, tap?: Tap) => Tensor;
  /** [B, ...S]. */
  readonly x: Tensor;
}

/**
 * What of a network is inverted, f(x) being its logits: all of it or, behind a fixed front end, the rest, x being what that makes of the
 * examples.
 * @param x [B, ...inputShape]
 */
export function invertiblePart(model: Model, parameters: Tensors, x: Tensor, noise?: Tensors): InvertiblePart {
  const { frontEnd } = model;
  if (frontEnd === undefined) return { f: (input, tap) => model.apply(parameters, input, noise, tap), x };
  return { f: (features, tap) => frontEnd.classify(parameters, features, noise, tap), x: frontEnd.extract(x) };
}
