/** What each term of the loss is multiplied by, whichever formula says so. */
export interface TermWeights<T = number> {
  readonly crossEntropy: T;
  /** Of R, the input's. */
  readonly residual: T;
  readonly entropy: T;
  /** Of R⁽ˡ⁾, by the layer's name; layers that are not here are not given back. */
  readonly layers: Readonly<Record<string, T>>;
}

/** The weights as the paper's formulas have them. */
export interface PaperWeights {
  /** Of CE. */
  readonly alpha: number;
  /** Of R against E (Eq. 10). */
  readonly beta: number;
  /** Of E in Eq. 11, where the paper calls it β once more; undefined: Eq. 10 decides. */
  readonly entropy?: number | undefined;
  /** γ⁽ˡ⁾ of R⁽ˡ⁾ by the layer's name; of R⁽⁰⁾, the input's, under the name `INPUT`. */
  readonly gamma?: Readonly<Record<string, number>> | undefined;
}

/** The input among the layers: z⁽⁰⁾ = x. */
export const INPUT = 'input';

/**
 * The terms' weights. Eq. 10 with the layers of Eq. 11 added to it: α CE + (1 − α) (β R + (1 − β) E) + Σ γ⁽ˡ⁾ R⁽ˡ⁾; or, where E has a weight
 * of its own, Eq. 11 itself: α CE + β E + Σ γ⁽ˡ⁾ R⁽ˡ⁾.
 */
export function termWeights({ alpha, beta, entropy, gamma = {} }: PaperWeights): TermWeights {
  const { [INPUT]: input = 0, ...layers } = gamma;
  return entropy === undefined
    ? { crossEntropy: alpha, residual: (1 - alpha) * beta + input, entropy: (1 - alpha) * (1 - beta), layers }
    : { crossEntropy: alpha, residual: input, entropy, layers };
}
