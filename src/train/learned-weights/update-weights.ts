import { mapStandaloneWeights, type LossWeights } from '../../losses/index.js';
import type { Goal } from './goals.js';

/** Step size and direction of weight updates. */
export interface WeightLearningOptions {
  /** Factor by which the gradient is multiplied. */
  readonly rate: number;
  readonly goal: Goal;
}

/**
 * Updates each weight along its negative derivative (Eq. 15), or along the derivative if the goal is adversarial.
 * Clips alpha and beta to [0, 1] and the others to [0, ∞).
 */
export function updateWeights(
  weights: LossWeights,
  gradient: LossWeights,
  { rate, goal }: WeightLearningOptions,
): LossWeights {
  const stepSize = goal === 'cooperative' ? -rate : rate;
  const updated = (weight: number, slope: number, max: number): number =>
    Math.min(max, Math.max(0, weight + stepSize * slope));
  const gamma = Object.entries(weights.gamma ?? {}).map(
    ([layer, weight]) => [layer, updated(weight, gradient.gamma![layer]!, Infinity)] as const,
  );
  return {
    alpha: updated(weights.alpha, gradient.alpha, 1),
    beta: updated(weights.beta, gradient.beta, 1),
    ...mapStandaloneWeights(weights, (weight: number, name) => updated(weight, gradient[name]!, Infinity)),
    gamma: Object.fromEntries(gamma),
  };
}
