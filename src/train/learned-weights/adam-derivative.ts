import type { AdamInputs, AdamOptions } from '../optimisers/index.js';

/** Inputs of one parameter tensor's Adam update. */
export interface ParameterUpdate {
  readonly gradient: ArrayLike<number>;
  /** Before the update. */
  readonly firstMoment: ArrayLike<number>;
  readonly secondMoment: ArrayLike<number>;
}

/** `AdamInputs` as numbers. */
export type AdamScalars = Readonly<Record<keyof AdamInputs, number>>;

/**
 * Derivative of an Adam update with respect to its gradient, element by element: d(Θ(t) − Θ(t+1))/dg at the gradient g
 * used for the update.
 *
 * With m = β₁ m₀ + (1 − β₁) g, v = β₂ v₀ + (1 − β₂) g² and s = √(v / c₂), the update is (λ / c₁) m / (s + ε). Hence
 * d/dg = (λ / c₁) [ (1 − β₁) / (s + ε) − m (1 − β₂) g / (c₂ s (s + ε)²) ].
 */
export function adamDerivative(
  { gradient, firstMoment, secondMoment }: ParameterUpdate,
  { learningRate, biasCorrection1, biasCorrection2 }: AdamScalars,
  { beta1, beta2, epsilon }: AdamOptions,
): Float64Array {
  return Float64Array.from(gradient, (g, i) => {
    const m = beta1 * firstMoment[i]! + (1 - beta1) * g;
    const s = Math.sqrt((beta2 * secondMoment[i]! + (1 - beta2) * g * g) / biasCorrection2);
    // ds/dg is 0 where g is 0, even if s is 0 as well.
    const slope = g === 0 ? 0 : ((1 - beta2) * g) / (biasCorrection2 * s);
    return (learningRate / biasCorrection1) * ((1 - beta1) / (s + epsilon) - (m * slope) / (s + epsilon) ** 2);
  });
}
