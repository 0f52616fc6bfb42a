/** Default threshold: a segment counts towards a detection if its probability is at least this. */
export const DEFAULT_MIN_PROBABILITY = 0.5;
