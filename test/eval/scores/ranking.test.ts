import { describe, expect, it } from 'vitest';
import { macroRanking, rankingByClass, rankingOf } from '#src/eval/scores/index.js';
import { createRng } from '#src/rng.js';

/** Average precision and AUROC by their definitions: every threshold, and every pair. */
function byDefinition(positives: readonly number[], negatives: readonly number[]) {
  const thresholds = [...new Set([...positives, ...negatives])].sort((a, b) => b - a);
  const above = (scores: readonly number[], threshold: number): number =>
    scores.filter((score) => score >= threshold).length;
  let averagePrecision = 0;
  let recall = 0;
  for (const threshold of thresholds) {
    const [found, wrong] = [above(positives, threshold), above(negatives, threshold)];
    averagePrecision += (found / positives.length - recall) * (found / (found + wrong));
    recall = found / positives.length;
  }
  const pairs = positives.flatMap((p) => negatives.map((n): number => (p > n ? 1 : p === n ? 0.5 : 0)));
  return { averagePrecision, auroc: pairs.reduce((sum, value) => sum + value, 0) / pairs.length };
}

describe('a ranking by scores', () => {
  it('does not exist where a score is not a number', () => {
    expect(rankingOf(Float64Array.of(0.9, NaN), Float64Array.of(0.7))).toBeUndefined();
    expect(rankingOf(Float64Array.of(0.9), Float64Array.of(NaN, 0.7))).toBeUndefined();
    expect(rankingOf(Float64Array.of(Infinity), Float64Array.of(-Infinity))).toEqual({ averagePrecision: 1, auroc: 1 });
  });

  it('is worked out by hand', () => {
    // In order: +, -, +, -; precision 1 at recall ½, 2/3 at recall 1.
    const ranking = rankingOf(Float64Array.of(0.9, 0.5), Float64Array.of(0.7, 0.1));
    expect(ranking!.averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 12);
    expect(ranking!.auroc).toBe(0.75);
  });

  it.each([1, 2, 3, 40])('agrees with the definitions, with scores of %i different values', (values) => {
    const rng = createRng(values);
    for (let round = 0; round < 20; round++) {
      const draw = (shift: number): number[] =>
        Array.from({ length: 1 + Math.floor(rng.uniform() * 12) }, () => Math.floor(rng.uniform() * values + shift));
      const [positives, negatives] = [draw(0.3), draw(0)];
      const expected = byDefinition(positives, negatives);
      const ranking = rankingOf(Float64Array.from(positives), Float64Array.from(negatives))!;
      expect(ranking.averagePrecision).toBeCloseTo(expected.averagePrecision, 12);
      expect(ranking.auroc).toBeCloseTo(expected.auroc, 12);
    }
  });

  it('is perfect, reversed, and without information', () => {
    const low = Float64Array.of(0.1, 0.2);
    const high = Float64Array.of(0.8, 0.9, 0.95);
    expect(rankingOf(high, low)).toEqual({ averagePrecision: 1, auroc: 1 });
    expect(rankingOf(low, high)!.auroc).toBe(0);
    expect(rankingOf(new Float64Array(2), new Float64Array(6))).toEqual({ averagePrecision: 0.25, auroc: 0.5 });
  });

  it('needs examples of the class and others', () => {
    expect(rankingOf(new Float64Array(0), Float64Array.of(1))).toBeUndefined();
    expect(rankingOf(Float64Array.of(1), new Float64Array(0))).toBeUndefined();
  });

  it('by class: each class against all others, and means over those with examples', () => {
    const labels = [0, 1, 1, 0];
    const scores = [
      [0.7, 0.2, 0.1],
      [0.6, 0.3, 0.1],
      [0.1, 0.8, 0.1],
      [0.5, 0.4, 0.1],
    ];
    const rankings = rankingByClass(labels, 3, (example, classIndex) => scores[example]![classIndex]!);
    expect(rankings.map((ranking) => ranking?.auroc)).toEqual([0.75, 0.75, undefined]);
    const macro = macroRanking(rankings)!;
    expect(macro.auroc).toBe(0.75);
    const [first, second] = rankings;
    expect(macro.averagePrecision).toBeCloseTo((first!.averagePrecision + second!.averagePrecision) / 2, 12);
    expect(macroRanking([undefined])).toBeUndefined();
  });
});
