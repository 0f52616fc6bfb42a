import { describe, expect, it } from 'vitest';
import { measureReport, resampleGroups } from '#audio/report/index.js';
import { tableOf } from '#audio/report/table.js';
import { trustOf as trustOfSpecies } from '#audio/report/trust.js';
import { inputOf, randomInput, type Sketch, times } from './support.js';

const present = (...scores: number[]): readonly Sketch[] => scores.map((a) => ({ truth: ['a'], scores: { a } }));
const absent = (...scores: number[]): readonly Sketch[] => scores.map((a) => ({ scores: { a } }));
const trustOf = (sketches: readonly Sketch[], targetPrecision = 0.8) =>
  measureReport(inputOf(['a'], sketches, { targetPrecision })).species[0]!.trust;

describe('the threshold to trust', () => {
  const five = present(0.9, 0.85, 0.8, 0.75, 0.7);
  const others = [...absent(0.6), ...times(30, { scores: { a: 0.2 } })];

  it('is the lowest with the target precision if one more were wrong, midway to the next score', () => {
    // 5 / (5 + 0 + 1) = 0.83; from 0.6 on, 5 / (5 + 1 + 1) and 6 / (6 + 1 + 1).
    const trust = trustOf([...five, ...others, ...present(0.5)]);
    expect(trust).toMatchObject({ threshold: 0.65, right: 5, wrong: 0, missed: 1 });
    expect(trust!.precision!.value).toBe(1);
    expect(trust!.recall!.value).toBeCloseTo(5 / 6, 12);
    expect(trustOf([...five, ...others, ...present(0.5, 0.45, 0.44)])).toMatchObject({ right: 8, wrong: 1, missed: 0 });
    expect(trustOf([...five, ...others], 0.84)).toBeNull();
  });

  it('may be low: below 0.5 too', () => {
    expect(
      trustOf([...present(0.4, 0.38, 0.36, 0.34, 0.32), ...absent(0.2), ...times(9, { scores: { a: 0.2 } })]),
    ).toMatchObject({
      threshold: 0.26,
      right: 5,
    });
  });

  it('is not below the lowest threshold, where less is detected than scores as much', () => {
    const lowest = (sketches: readonly Sketch[]) => {
      const input = inputOf(['a'], sketches, { targetPrecision: 0.8, lowestThreshold: 0.5 });
      const { trust, listed, sentence } = measureReport(input).species[0]!;
      return { trust, sentence, listed: listed!.map(({ threshold }) => threshold) };
    };
    const low = lowest([...present(0.4, 0.38, 0.36, 0.34, 0.32), ...times(10, { scores: { a: 0.2 } })]);
    expect(low).toMatchObject({ trust: null, listed: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] });
    expect(low.sentence).not.toContain('Lower its threshold from');
    // From 0.5 on, four of five are right; all scores would give eleven of twelve.
    const mixed = [...present(0.9, 0.85, 0.8, 0.75), ...absent(0.6), ...present(0.45, 0.44, 0.43, 0.42, 0.41, 0.4)];
    expect(lowest([...mixed, ...present(0.39), ...times(30, {})]).trust).toBeNull();
    const high = lowest([...five, ...present(0.4, 0.3), ...times(30, { scores: { a: 0.2 } })]);
    expect(high.trust).toMatchObject({ threshold: 0.5, right: 5, wrong: 0, missed: 2 });
  });

  it('needs five right recordings, of two groups', () => {
    expect(trustOf([...five.slice(1), ...others], 0.5)).toBeNull();
    const oneGroup = five.map((sketch) => ({ ...sketch, group: 'pond' }));
    expect(trustOf([...oneGroup, ...others, ...present(0.15)])).toBeNull();
    const table = tableOf(inputOf(['a'], [...oneGroup, ...others]));
    expect(trustOfSpecies(table, 0, resampleGroups(table.groupCount), 0.8)).toBeNull();
    const twoGroups = [...oneGroup, ...present(0.65)];
    expect(trustOf([...twoGroups, ...others])).toMatchObject({ right: 6, wrong: 0 });
  });

  it('has as many digits as separate the same recordings', () => {
    const [shorter, longer] = [0.8349, 0.8345].map((lowest) =>
      trustOf([...present(0.9, 0.88, 0.87, 0.86, lowest), ...absent(0.8342, 0.2, 0.2, 0.2)]),
    );
    // The middles are 0.83455 and 0.83435.
    expect([0.8346, 0.8345]).toContain(shorter!.threshold);
    expect(longer).toMatchObject({ right: 5, wrong: 0 });
    expect(longer!.threshold).toBeGreaterThan(0.8342);
    expect(longer!.threshold).toBeLessThanOrEqual(0.8345);
    expect(
      trustOf([...present(...Array.from({ length: 5 }, () => 0.777)), ...absent(0.123), ...times(9, {})]),
    ).toMatchObject({
      threshold: 0.45,
    });
  });

  it('is not given for a species that is not usable', () => {
    const input = inputOf(['a'], times(8, { truth: ['a'], scores: { a: 0.9 } }), { targetPrecision: 0.5 });
    expect(measureReport(input).species[0]).toMatchObject({ grade: 'unknown', trust: null });
  });

  it('is the lowest that holds, in random recordings', () => {
    let found = 0;
    for (let seed = 0; seed < 200; seed++) {
      const input = randomInput(seed);
      const { species } = measureReport(input);
      species.forEach(({ trust, grade, species: name }) => {
        const index = input.species.indexOf(name);
        if (grade === 'unusable' || grade === 'unknown') return;
        const countsFrom = (threshold: number) => {
          const above = input.recordings.filter(({ scores }) => scores[index]! >= threshold);
          const right = above.filter((recording) => recording.species.includes(name));
          return { right, wrong: above.length - right.length };
        };
        const holds = (threshold: number): boolean => {
          const { right, wrong } = countsFrom(threshold);
          return right.length >= 5 && right.length / (right.length + wrong + 1) >= input.targetPrecision;
        };
        const lowest = Math.min(
          ...input.recordings.map(({ scores }) => scores[index]!).filter((score) => score > 0 && holds(score)),
        );
        const isSpread = new Set(countsFrom(lowest).right.map(({ group }) => group)).size > 1;
        expect(trust !== null).toBe(lowest !== Infinity && isSpread);
        if (trust === null) return;
        found++;
        const { right, wrong } = countsFrom(lowest);
        expect(trust).toMatchObject({ right: right.length, wrong });
        expect(countsFrom(trust.threshold)).toEqual({ right, wrong });
      });
    }
    expect(found).toBeGreaterThan(30);
  });
});
