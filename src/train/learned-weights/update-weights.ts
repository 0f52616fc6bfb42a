import { INPUT, type PaperWeights, type TermWeights } from '../../losses/index.js';
import type { Goal } from './goals.js';

/** How weights are learned. */
export interface LearningOptions {
  /** What the gradient is multiplied by. */
  readonly rate: number;
  readonly goal: Goal;
}

/**
 * The derivative by the paper's weights, from that by the terms' (see `termWeights`): in Eq. 10 d/dα = CE' − β R' − (1 − β) E' and
 * d/dβ = (1 − α) (R' − E').
 */
export function paperGradient({ alpha, beta, entropy, gamma = {} }: PaperWeights, terms: TermWeights): PaperWeights {
  const ofLayer = (layer: string): number => (layer === INPUT ? terms.residual : terms.layers[layer]!);
  const layers = Object.fromEntries(Object.keys(gamma).map((layer) => [layer, ofLayer(layer)]));
  if (entropy !== undefined) {
    return { alpha: terms.crossEntropy, beta: 0, entropy: terms.entropy, gamma: layers };
  }
  return {
    alpha: terms.crossEntropy - beta * terms.residual - (1 - beta) * terms.entropy,
    beta: (1 - alpha) * (terms.residual - terms.entropy),
    gamma: layers,
  };
}

/**
 * Eq. 15: each weight less its derivative, or more of it where the goal is adversarial; kept in its range, alpha and beta in [0, 1], the others
 * from 0.
 */
export function updateWeights(
  weights: PaperWeights,
  gradient: PaperWeights,
  { rate, goal }: LearningOptions,
): PaperWeights {
  const pace = goal === 'cooperative' ? -rate : rate;
  const moved = (weight: number, slope: number, most: number): number =>
    Math.min(most, Math.max(0, weight + pace * slope));
  const gamma = Object.entries(weights.gamma ?? {}).map(
    ([layer, weight]) => [layer, moved(weight, gradient.gamma![layer]!, Infinity)] as const,
  );
  return {
    alpha: moved(weights.alpha, gradient.alpha, 1),
    beta: moved(weights.beta, gradient.beta, 1),
    ...(weights.entropy !== undefined && { entropy: moved(weights.entropy, gradient.entropy!, Infinity) }),
    gamma: Object.fromEntries(gamma),
  };
}
