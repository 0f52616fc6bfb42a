import { describe, expect, it } from 'vitest';
import { estimateFraction, independentOutcomes, resampleGroups } from '#audio/report/index.js';
import { studentQuantile } from '#audio/report/student-quantile.js';
import { createRng } from '#src/rng.js';

/** Outcomes of groups of equal size. */
const outcomes = (groups: number, size: number, isRight: (group: number, index: number) => boolean) =>
  Array.from({ length: groups * size }, (_, i) => {
    const group = Math.floor(i / size);
    return { group, isRight: isRight(group, i % size) };
  });

describe('intervals of fractions', () => {
  it('is the interval of Wilson where all outcomes are alike and independent', () => {
    // n / (n + 1.96²) is its lower end for n of n, and one minus that its upper end for none of n.
    const right = estimateFraction(
      outcomes(10, 1, () => true),
      resampleGroups(10),
    )!;
    expect(right).toEqual({ value: 1, low: expect.closeTo(10 / 13.8416, 10) as number, high: 1 });
    const wrong = estimateFraction(
      outcomes(10, 1, () => false),
      resampleGroups(10),
    )!;
    expect(wrong).toEqual({ value: 0, low: 0, high: expect.closeTo(3.8416 / 13.8416, 10) as number });
  });

  it('is wider, the fewer groups the outcomes come from', () => {
    // 10 (t(9) / t(4))² = 6.64; two groups are worth two outcomes at least.
    expect(independentOutcomes({ outcomes: 10, groups: 10 })).toBeCloseTo(10, 10);
    expect(independentOutcomes({ outcomes: 10, groups: 5 })).toBeCloseTo(10 * (2.262157 / 2.776445) ** 2, 4);
    expect(independentOutcomes({ outcomes: 10, groups: 2 })).toBe(2);
    const { low } = estimateFraction(
      outcomes(5, 2, () => true),
      resampleGroups(5),
    )!;
    expect(low).toBeCloseTo(6.6386 / (6.6386 + 3.8416), 4);
  });

  it('is 0 to 1 for a single group, whatever its size', () => {
    expect(
      estimateFraction(
        outcomes(1, 500, (_, index) => index > 100),
        resampleGroups(1),
      ),
    ).toEqual({ value: 399 / 500, low: 0, high: 1 });
    const onlyThird = [{ group: 2, isRight: true }];
    expect(estimateFraction(onlyThird, resampleGroups(5))).toEqual({ value: 1, low: 0, high: 1 });
  });

  it('does not exist without outcomes', () => {
    expect(estimateFraction([], resampleGroups(3))).toBeNull();
  });

  it('resamples groups, not outcomes: groups that are all right or all wrong give a wide interval', () => {
    const { value, low, high } = estimateFraction(
      outcomes(20, 50, (group) => group % 2 === 0),
      resampleGroups(20),
    )!;
    expect(value).toBe(0.5);
    // Binomial of 20 outcomes: 0.28 to 0.72. Of 1,000 independent outcomes it would be 0.47 to 0.53.
    for (const [end, expected] of [
      [low, 0.28],
      [high, 0.72],
    ] as const) {
      expect(Math.abs(end - expected)).toBeLessThan(0.05);
    }
  });

  it.each([
    { groups: 3, size: 10, rate: 0.8, agreement: 0.5 },
    { groups: 20, size: 5, rate: 0.7, agreement: 0.5 },
    { groups: 20, size: 5, rate: 0.7, agreement: 1 },
    { groups: 30, size: 1, rate: 0.9, agreement: 0 },
  ])('contains the true fraction in about 95 % of simulations: %o', ({ groups, size, rate, agreement }) => {
    const resamples = resampleGroups(groups);
    const simulations = 400;
    let contained = 0;
    for (let seed = 0; seed < simulations; seed++) {
      const rng = createRng(seed);
      const shared = Array.from({ length: groups }, () => rng.uniform() < rate);
      const simulated = outcomes(groups, size, (group) =>
        rng.uniform() < agreement ? shared[group]! : rng.uniform() < rate,
      );
      const { low, high } = estimateFraction(simulated, resamples)!;
      if (low <= rate && rate <= high) contained++;
    }
    expect(contained / simulations).toBeGreaterThan(0.92);
  });
});

describe('quantiles of Student', () => {
  it('agree with tables', () => {
    const known = {
      ...{ 1: 12.7062, 2: 4.30265, 5: 2.57058, 10: 2.22814, 11: 2.20099, 12: 2.17881, 13: 2.16037, 14: 2.14479 },
      ...{ 15: 2.13145, 30: 2.04227, 120: 1.97993, 1e6: 1.95997 },
    };
    for (const [degrees, quantile] of Object.entries(known)) {
      expect(studentQuantile(Number(degrees))).toBeCloseTo(quantile, 3);
    }
  });
});

describe('resamples', () => {
  it('draw as many groups as there are, each equally often, and the same ones again', () => {
    const { draws, count, groupCount } = resampleGroups(7);
    expect([count, groupCount]).toEqual([1000, 7]);
    const totals = new Array<number>(7).fill(0);
    for (let index = 0; index < count; index++) {
      const row = draws.subarray(7 * index, 7 * index + 7);
      expect(row.reduce((sum, times) => sum + times, 0)).toBe(7);
      row.forEach((times, group) => (totals[group]! += times));
    }
    for (const total of totals) expect(Math.abs(total - 1000)).toBeLessThan(120);
    expect(resampleGroups(7).draws).toEqual(draws);
  });
});
