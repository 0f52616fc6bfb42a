import type { Rng } from '../rng.js';
import type { Model } from './types.js';

/** Shapes of a network's parameters, by name, in their fixed order. */
export function parameterShapes(model: Pick<Model, 'init'>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(model.init(ZEROS)).map(([name, { shape }]) => [name, shape]));
}

/** Shapes of those that training changes: all but the frozen ones. */
export function trainableShapes(model: Pick<Model, 'init' | 'frozen'>): Record<string, readonly number[]> {
  const { frozen = [] } = model;
  return Object.fromEntries(Object.entries(parameterShapes(model)).filter(([name]) => !frozen.includes(name)));
}

// Shapes do not depend on the values drawn, so none are drawn.
const ZEROS: Rng = {
  split: () => ZEROS,
  uniform: () => 0,
  normal: () => 0,
  integer: () => 0,
  shuffle: (items) => [...items],
  fillUniform: (out) => out.fill(0),
};
