import type { Rng } from '../rng.js';
import type { Model } from './types.js';

/** Returns the shapes of a model's parameters by name, in their fixed order. */
export function parameterShapes(model: Pick<Model, 'init'>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(model.init(ZEROS)).map(([name, { shape }]) => [name, shape]));
}

/** Returns the shapes of the trainable parameters: all but the frozen ones. */
export function trainableShapes(model: Pick<Model, 'init' | 'frozen'>): Record<string, readonly number[]> {
  const { frozen = [] } = model;
  return Object.fromEntries(Object.entries(parameterShapes(model)).filter(([name]) => !frozen.includes(name)));
}

// Shapes do not depend on random values, so this generator skips drawing them.
const ZEROS: Rng = {
  split: () => ZEROS,
  uniform: () => 0,
  normal: () => 0,
  integer: () => 0,
  shuffle: (items) => [...items],
  fillUniform: (out) => out.fill(0),
};
