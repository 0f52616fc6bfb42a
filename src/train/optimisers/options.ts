import type { AdamOptions } from './adam.js';

/** Optimisers by name. */
export const OPTIMISER_KINDS = ['adam', 'adamw', 'sgd'] as const;
export type OptimiserKind = (typeof OPTIMISER_KINDS)[number];

/** What an update of the parameters consists of. */
export interface OptimiserOptions extends AdamOptions {
  readonly kind: OptimiserKind;
  /**
   * Weight decay: decoupled in AdamW, an L2 penalty in SGD. It applies to weights (parameters of rank 2 or more) and
   * not to biases. Null: 0.01 for AdamW, none for SGD. Adam has none.
   */
  readonly weightDecay: number | null;
  /** Decay of SGD's velocity; 0: plain gradient descent. */
  readonly momentum: number;
  /** Whether SGD's momentum is Nesterov's. */
  readonly nesterov: boolean;
  /** Largest norm of the gradient of all parameters; larger ones are scaled down to it. Null: no limit. */
  readonly clipNorm: number | null;
  /** Decay of the moving average of the parameters; 0: no average. */
  readonly averageDecay: number;
}

/** Adam without clipping and averaging, and the usual constants of each optimiser. */
export const OPTIMISER_DEFAULTS: OptimiserOptions = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: null,
  momentum: 0.9,
  nesterov: false,
  clipNorm: null,
  averageDecay: 0,
};

/** Weight decay of each optimiser if `weightDecay` is null. */
const DEFAULT_WEIGHT_DECAY: Readonly<Record<OptimiserKind, number>> = { adam: 0, adamw: 0.01, sgd: 0 };

/** Returns the weight decay that applies. */
export function weightDecayOf({ kind, weightDecay }: Pick<OptimiserOptions, 'kind' | 'weightDecay'>): number {
  return weightDecay ?? DEFAULT_WEIGHT_DECAY[kind];
}
