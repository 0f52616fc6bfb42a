import { flatTerms, mapTerms, type TermWeights } from '../../losses/index.js';
import type { HostTensors } from '../../engine/index.js';
import type { AdamOptions } from '../adam.js';
import { adamDerivative, type AdamScalars } from './adam-derivative.js';

/** Gradients by parameter name. */
export type Gradients = Readonly<Record<string, ArrayLike<number>>>;

/** An update Θ(t) -> Θ(t+1) that has been made, and what the next batch says to it. */
export interface AppliedUpdate {
  /** Of each term of the loss at Θ(t), unweighted. */
  readonly terms: TermWeights<Gradients>;
  /** What the terms were weighed with. */
  readonly weights: TermWeights;
  /** Adam's moments before the update, as `firstMoment/*` and `secondMoment/*`. */
  readonly state: HostTensors;
  readonly scalars: AdamScalars;
  readonly adam: AdamOptions;
  /** Of the outer loss at Θ(t+1), on the next batch. */
  readonly outer: Gradients;
}

/**
 * The derivative of the outer loss at Θ(t+1) by the weights that Θ(t+1) was made with (Eq. 15):
 * dL(Θ(t+1))/dw = −⟨∇L(Θ(t+1)), D ∇T(Θ(t))⟩ for the term T that w weighs, with D the derivative of the update by its gradient: λ for plain
 * gradient descent, `adamDerivative` for Adam.
 */
export function hypergradient({ terms, weights, state, scalars, adam, outer }: AppliedUpdate): TermWeights {
  const pulls = new Map<string, Float64Array>();
  for (const [name, direction] of Object.entries(outer)) {
    const derivative = adamDerivative(
      {
        gradient: combined(name, terms, weights),
        firstMoment: state[`firstMoment/${name}`]!.data,
        secondMoment: state[`secondMoment/${name}`]!.data,
      },
      scalars,
      adam,
    );
    pulls.set(
      name,
      derivative.map((value, i) => -value * direction[i]!),
    );
  }
  return mapTerms(terms, (gradients) => {
    let sum = 0;
    for (const [name, pull] of pulls) {
      const gradient = gradients[name]!;
      for (let i = 0; i < pull.length; i++) sum += pull[i]! * gradient[i]!;
    }
    return sum;
  });
}

/** The gradient of a parameter that the update was made with. */
function combined(name: string, terms: TermWeights<Gradients>, weights: TermWeights): Float64Array {
  const weightOf = flatTerms(weights, LAYER);
  const sum = new Float64Array(terms.residual[name]!.length);
  for (const [term, { [name]: gradient }] of Object.entries(flatTerms(terms, LAYER))) {
    const weight = weightOf[term]!;
    if (weight !== 0) for (let i = 0; i < sum.length; i++) sum[i]! += weight * gradient![i]!;
  }
  return sum;
}

/** Tells a layer from a term. */
const LAYER = 'layer/';
