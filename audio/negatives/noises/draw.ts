import type { Rng } from '../../../src/rng.js';

/** Draws a number uniformly in [low, high). */
export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

/** Draws a number in [low, high) whose logarithm is uniform: as many per octave anywhere. */
export function logBetween(rng: Rng, low: number, high: number): number {
  return low * (high / low) ** rng.uniform();
}
