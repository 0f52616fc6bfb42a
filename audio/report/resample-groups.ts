import { createRng } from '../../src/rng.js';

/** Enough for the 25th value from either end of the sorted resamples to be a steady percentile. */
const RESAMPLES = 1000;
/** Intervals must not change from run to run. */
const SEED = 1;

/**
 * Bootstrap resamples of groups: each draws as many groups as there are, with replacement. Recordings of one group
 * resemble each other, so only other groups show how results vary.
 */
export interface GroupResamples {
  readonly count: number;
  readonly groupCount: number;
  /** [count, groupCount]: how often each resample drew each group. */
  readonly draws: Uint16Array;
}

/** Draws the resamples: the same ones for the same number of groups. */
export function resampleGroups(groupCount: number, count = RESAMPLES): GroupResamples {
  const rng = createRng(SEED).split('report', groupCount);
  const draws = new Uint16Array(count * groupCount);
  for (let start = 0; start < draws.length; start += groupCount) {
    for (let i = 0; i < groupCount; i++) draws[start + rng.integer(groupCount)]!++;
  }
  return { count, groupCount, draws };
}
