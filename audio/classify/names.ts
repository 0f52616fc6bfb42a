/** Least probability of a segment that counts for a run, unless another is given. */
export const DEFAULT_MIN_PROBABILITY = 0.5;
