/** The best score of a recording for a species, and whether the species is in it. */
export interface RecordingScore {
  readonly score: number;
  readonly isPresent: boolean;
}

/** Recordings that must be found for a threshold of a species' own: fewer say too little about one wrong in ten. */
export const MIN_EVIDENCE = 10;
/** Threshold where there is not even evidence of all species together. */
export const CAUTIOUS_THRESHOLD = 0.9;
/** No threshold is lower: what is more probably absent than present is not detected. */
const LOWEST_THRESHOLD = 0.5;

/** What a threshold needs. */
export interface ThresholdOptions {
  /** Recordings that must be found. */
  readonly minRight?: number;
  /** No threshold is lower. */
  readonly lowest?: number;
  /** Wrong recordings that are added to those seen: a safety margin where recordings are few. */
  readonly extraWrong?: number;
}

/**
 * Chooses the lowest threshold from which on a target precision is reached: of the recordings in which a species is
 * detected, it is in this fraction, even if `extraWrong` more were wrong than were seen. It lies midway between the
 * last score that still counts and the next lower one.
 * @param scores of held-out recordings
 * @returns undefined without enough evidence: no threshold finds `minRight` recordings with that precision
 */
export function thresholdFor(
  scores: readonly RecordingScore[],
  precision: number,
  { minRight = MIN_EVIDENCE, lowest = LOWEST_THRESHOLD, extraWrong = 1 }: ThresholdOptions = {},
): number | undefined {
  const falling = [...scores].sort((a, b) => b.score - a.score);
  let chosen: number | undefined;
  let [right, wrong] = [0, 0];
  for (let i = 0; i < falling.length; i++) {
    const { score, isPresent } = falling[i]!;
    const lower = falling[i + 1]?.score ?? 0;
    if (isPresent) right++;
    else wrong++;
    // Equal scores pass a threshold together.
    if (lower === score) continue;
    const reached = right / (right + wrong + extraWrong) >= precision;
    if (reached && right >= minRight) chosen = (score + lower) / 2;
  }
  return chosen === undefined ? undefined : Math.max(chosen, lowest);
}
