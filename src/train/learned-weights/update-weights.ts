import { mapStandaloneWeights, type LossWeights } from '../../losses/index.js';
import type { Goal } from './goals.js';

/** How weights are learned. */
export interface WeightLearningOptions {
  /** What the gradient is multiplied by. */
  readonly rate: number;
  readonly goal: Goal;
}

/**
 * Eq. 15: each weight less its derivative, or more of it where the goal is adversarial; kept in its range, alpha and beta in [0, 1], the others
 * from 0.
 */
export function updateWeights(
  weights: LossWeights,
  gradient: LossWeights,
  { rate, goal }: WeightLearningOptions,
): LossWeights {
  const pace = goal === 'cooperative' ? -rate : rate;
  const moved = (weight: number, slope: number, most: number): number =>
    Math.min(most, Math.max(0, weight + pace * slope));
  const gamma = Object.entries(weights.gamma ?? {}).map(
    ([layer, weight]) => [layer, moved(weight, gradient.gamma![layer]!, Infinity)] as const,
  );
  return {
    alpha: moved(weights.alpha, gradient.alpha, 1),
    beta: moved(weights.beta, gradient.beta, 1),
    ...mapStandaloneWeights(weights, (weight: number, name) => moved(weight, gradient[name]!, Infinity)),
    gamma: Object.fromEntries(gamma),
  };
}
