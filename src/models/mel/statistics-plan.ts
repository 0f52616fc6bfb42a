/** Offsets in frames and bands at which changes are measured: short and long steps, rising and falling notes. */
export const OFFSETS: readonly (readonly [frames: number, bands: number])[] = [
  [1, 0],
  [2, 0],
  [4, 0],
  [8, 0],
  [1, 1],
  [1, 2],
  [1, -1],
  [1, -2],
  [0, 1],
  [0, 2],
];
/** Frames required by the longest offset. */
export const MIN_FRAMES = Math.max(...OFFSETS.map(([frames]) => frames)) + 1;
/** The square root's derivative is infinite at zero. */
export const VARIANCE_FLOOR = 1e-3;

/**
 * Typical mean and spread of each statistic over recordings, for energies of zero mean and unit variance. Rounded; they
 * bring the inputs of the dense layer to a common scale.
 */
export const TYPICAL = { mean: [0, 0.7], max: [1.4, 1.7], deviation: [0.55, 0.45], change: [0.48, 0.35] } as const;

/** Returns the number of statistics for a number of bands. */
export function statisticsCount(bands: number): number {
  return 3 * bands + OFFSETS.reduce((sum, [, bandOffset]) => sum + bands - Math.abs(bandOffset), 0);
}
