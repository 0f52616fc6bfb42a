import { wilsonInterval } from '../../src/eval/scores/index.js';
import type { GroupResamples } from './resample-groups.js';
import { studentQuantile } from './student-quantile.js';
import type { Estimate } from './types.js';

/** How much a fraction rests on. */
export interface Evidence {
  /** Outcomes, such as recordings. */
  readonly outcomes: number;
  /** Groups that they come from. */
  readonly groups: number;
}

/**
 * Number of independent outcomes that outcomes of groups are worth when few groups show how much they resemble each
 * other: n (t(n - 1) / t(groups - 1))², where t(d) is Student's 97.5 % quantile with d degrees of freedom (Korn and
 * Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from survey
 * data", 1998), but at least one a group: so many they are worth if all of a group agree. Outcomes of one group say
 * nothing about others: 0.
 */
export function independentOutcomes({ outcomes, groups }: Evidence): number {
  if (groups < 2) return 0;
  return Math.max(groups, outcomes * (studentQuantile(outcomes - 1) / studentQuantile(groups - 1)) ** 2);
}

/**
 * 95 % interval of a fraction: the narrowest that contains
 * - the value;
 * - the percentile interval of its bootstrap resamples, which sees that recordings of a group resemble each other, but
 *   shrinks to nothing where all outcomes are the same;
 * - Wilson's interval for so many independent outcomes, which does not: 10 of 10 is at least 0.72.
 * Without independent outcomes (none, or all of one group) it is 0 to 1.
 * @param resampled the fraction in each resample; NaN where it has no value, which is left out
 */
export function estimateOf(value: number, resampled: Float64Array, independent: number): Estimate {
  if (independent === 0) return { value, low: 0, high: 1 };
  const [wilsonLow, wilsonHigh] = wilsonInterval(value * independent, independent);
  const sorted = resampled.filter((fraction) => !Number.isNaN(fraction)).sort();
  const tail = Math.floor(0.025 * sorted.length);
  return {
    value,
    low: Math.min(value, wilsonLow, sorted[tail] ?? value),
    high: Math.max(value, wilsonHigh, sorted[sorted.length - 1 - tail] ?? value),
  };
}

/** Something that was right or not, and its group. */
export interface GroupOutcome {
  readonly group: number;
  readonly isRight: boolean;
}

/**
 * Fraction of the outcomes that is right. Resamples without outcomes are left out.
 * @returns null if there are no outcomes
 */
export function estimateFraction(outcomes: readonly GroupOutcome[], resamples: GroupResamples): Estimate | null {
  if (outcomes.length === 0) return null;
  const [total, right] = [new Float64Array(resamples.groupCount), new Float64Array(resamples.groupCount)];
  for (const { group, isRight } of outcomes) {
    total[group]!++;
    if (isRight) right[group]!++;
  }
  const groups = Uint32Array.from(new Set(outcomes.map(({ group }) => group)));
  const resampled = Float64Array.from({ length: resamples.count }, (_, index) => {
    let [all, hits] = [0, 0];
    for (const group of groups) {
      const draws = resamples.draws[index * resamples.groupCount + group]!;
      all += draws * total[group]!;
      hits += draws * right[group]!;
    }
    return hits / all;
  });
  const value = outcomes.filter(({ isRight }) => isRight).length / outcomes.length;
  return estimateOf(value, resampled, independentOutcomes({ outcomes: outcomes.length, groups: groups.length }));
}
