import { flatTerms, mapTerms, type TermWeights } from '../../losses/index.js';
import type { HostTensors } from '../../engine/index.js';
import type { AdamOptions } from '../optimisers/index.js';
import { adamDerivative, type AdamScalars } from './adam-derivative.js';

/** Gradients by parameter name. */
export type Gradients = Readonly<Record<string, ArrayLike<number>>>;

/** A completed update Θ(t) → Θ(t+1), and the gradient of the outer loss on the next batch. */
export interface AppliedUpdate {
  /** Gradient of each unweighted term of the loss at Θ(t). */
  readonly terms: TermWeights<Gradients>;
  /** Weights of the terms in the update. */
  readonly weights: TermWeights;
  /** Adam's moments before the update, as `firstMoment/*` and `secondMoment/*`. */
  readonly state: HostTensors;
  readonly scalars: AdamScalars;
  readonly adam: AdamOptions;
  /** Gradient of the outer loss at Θ(t+1), on the next batch. */
  readonly outer: Gradients;
}

/**
 * Derivative of the outer loss at Θ(t+1) with respect to the weights used in the update to Θ(t+1) (Eq. 15):
 * dL(Θ(t+1))/dw = −⟨∇L(Θ(t+1)), D ∇T(Θ(t))⟩ for a term T with weight w. D is the derivative of the update with respect
 * to its gradient: λ for plain gradient descent, `adamDerivative` for Adam.
 */
export function hypergradient({ terms, weights, state, scalars, adam, outer }: AppliedUpdate): TermWeights {
  const sensitivities = new Map<string, Float64Array>();
  for (const [name, direction] of Object.entries(outer)) {
    const derivative = adamDerivative(
      {
        gradient: weightedGradient(name, terms, weights),
        firstMoment: state[`firstMoment/${name}`]!.data,
        secondMoment: state[`secondMoment/${name}`]!.data,
      },
      scalars,
      adam,
    );
    sensitivities.set(
      name,
      derivative.map((value, i) => -value * direction[i]!),
    );
  }
  return mapTerms(terms, (gradients) => {
    let sum = 0;
    for (const [name, sensitivity] of sensitivities) {
      const gradient = gradients[name]!;
      for (let i = 0; i < sensitivity.length; i++) sum += sensitivity[i]! * gradient[i]!;
    }
    return sum;
  });
}

/** The gradient of one parameter used in the update: the weighted sum over the terms. */
function weightedGradient(name: string, terms: TermWeights<Gradients>, weights: TermWeights): Float64Array {
  const weightOf = flatTerms(weights, LAYER);
  const sum = new Float64Array(terms.residual[name]!.length);
  for (const [term, { [name]: gradient }] of Object.entries(flatTerms(terms, LAYER))) {
    const weight = weightOf[term]!;
    if (weight !== 0) for (let i = 0; i < sum.length; i++) sum[i]! += weight * gradient![i]!;
  }
  return sum;
}

/** Prefix that distinguishes layers from terms. */
const LAYER = 'layer/';
