import { describe, expect, it } from 'vitest';
import { measureReport, resampleGroups } from '#audio/report/index.js';
import { createResampledRanking } from '#audio/report/resampled-ranking.js';
import { tableOf } from '#audio/report/table.js';
import { rankingOf } from '#src/eval/scores/index.js';
import { createRng } from '#src/rng.js';
import { inputOf, randomInput, times } from './support.js';

describe('rankings', () => {
  const small = inputOf(
    ['a', 'b', 'c'],
    [
      { truth: ['a'], scores: { a: 0.9, b: 0.2 } },
      { truth: ['b'], scores: { a: 0.8, b: 0.7 } },
      { truth: ['a'], scores: { a: 0.6, b: 0.3 } },
      { truth: ['elsewhere'], scores: { a: 0.2, b: 0.9 } },
    ],
  );

  it('measures each species, and the mean over those that some recordings hold and others do not', () => {
    const { species, overall } = measureReport(small);
    // a: found at 0.9 (1 of 1) and at 0.6 (2 of 3); three of four pairs are in order.
    expect(species[0]!.averagePrecision!.value).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(species[0]!.auroc!.value).toBeCloseTo(3 / 4, 12);
    expect(species[1]!.averagePrecision!.value).toBeCloseTo(1 / 2, 12);
    expect(species[1]!.auroc!.value).toBeCloseTo(2 / 3, 12);
    expect([species[2]!.averagePrecision, species[2]!.auroc]).toEqual([null, null]);
    expect(overall.averagePrecision!.value).toBeCloseTo((5 / 6 + 1 / 2) / 2, 12);
    expect(overall.auroc!.value).toBeCloseTo((3 / 4 + 2 / 3) / 2, 12);
  });

  it('has no mean of a single species', () => {
    const { overall, species } = measureReport({
      ...small,
      species: ['a'],
      recordings: small.recordings.map((recording) => ({ ...recording, scores: recording.scores.slice(0, 1) })),
    });
    expect(species[0]!.averagePrecision).not.toBeNull();
    expect([overall.averagePrecision, overall.auroc]).toEqual([null, null]);
  });

  it('admits that a perfect ranking of few recordings is uncertain', () => {
    const card = measureReport(
      inputOf(
        ['a', 'b'],
        [...times(5, { truth: ['a'], scores: { a: 0.9 } }), ...times(20, { truth: ['b'], scores: { b: 0.9 } })],
      ),
    );
    const [a, b] = ['a', 'b'].map((name) => card.species.find(({ species }) => species === name));
    expect(a!.averagePrecision).toEqual({ value: 1, low: expect.closeTo(5 / 8.8416, 10) as number, high: 1 });
    expect(b!.averagePrecision!.low).toBeCloseTo(20 / 23.8416, 10);
    // Of 5 and 20 recordings, 5 say how uncertain the order of pairs is.
    expect(b!.auroc!.low).toBeCloseTo(5 / 8.8416, 10);
    // The mean of two is worth 4 / (1/5 + 1/20) = 16 recordings.
    expect(card.overall.averagePrecision!.low).toBeCloseTo(16 / 19.8416, 10);
    expect(card.overall.auroc!.low).toBeCloseTo(10 / 13.8416, 10);
  });

  it('ranks a resample as its recordings, repeated', () => {
    let ranked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const table = tableOf(randomInput(seed));
      const resamples = resampleGroups(table.groupCount, 5);
      const rank = createResampledRanking(table, 0, resamples);
      for (let index = 0; index < resamples.count; index++) {
        const repeated = (isPresent: boolean): Float64Array =>
          Float64Array.from(
            table.recordings.flatMap((_, recording) =>
              table.isPresent(recording, 0) === isPresent
                ? new Array<number>(resamples.draws[index * table.groupCount + table.groupOf[recording]!]!).fill(
                    table.score(recording, 0),
                  )
                : [],
            ),
          );
        const expected = rankingOf(repeated(true), repeated(false));
        const ranking = rank(index);
        expect(ranking === undefined).toBe(expected === undefined);
        if (!ranking || !expected) continue;
        ranked++;
        expect(ranking.averagePrecision).toBeCloseTo(expected.averagePrecision, 10);
        expect(ranking.auroc).toBeCloseTo(expected.auroc, 10);
      }
    }
    expect(ranked).toBeGreaterThan(100);
  });

  it('gives intervals of AUROC that contain the true one in about 95 % of simulations', () => {
    // Φ(d / √2) for two normal distributions of variance 1 at distance d = 1; groups shift both of theirs together.
    const truth = 0.7602;
    let [contained, width] = [0, 0];
    const simulations = 150;
    for (let seed = 0; seed < simulations; seed++) {
      const rng = createRng(seed);
      const sketches = Array.from({ length: 100 }, (_, index) => {
        const isPresent = index % 4 === 0;
        const score = 1 / (1 + Math.exp(-((isPresent ? 1 : 0) + rng.normal())));
        return { truth: isPresent ? ['a'] : [], scores: { a: score }, group: `${Math.floor(index / 4)}` };
      });
      const { low, high } = measureReport(inputOf(['a'], sketches)).species[0]!.auroc!;
      if (low <= truth && truth <= high) contained++;
      width += (high - low) / simulations;
    }
    expect(contained / simulations).toBeGreaterThan(0.92);
    expect(width).toBeLessThan(0.4);
  });
});
