/** Names of the terms of the loss, in the order of the sum: what files are read by, without the functions and TensorFlow.js behind them. */
export const TERM_NAMES = ['crossEntropy', 'residual', 'entropy'] as const;

/** Name of a term. */
export type TermName = (typeof TERM_NAMES)[number];

/** Names of the terms that can have a weight of their own. */
export const OWN_WEIGHTS = ['entropy'] as const satisfies readonly TermName[];

/** Name of a term that can have a weight of its own. */
export type OwnWeightName = (typeof OWN_WEIGHTS)[number];

/** Something of every term. */
export type TermValues<T = number> = Readonly<Record<TermName, T>>;
