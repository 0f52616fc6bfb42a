import { describe, expect, it } from 'vitest';
import { adjustedRandIndex, contingencyTable, normalisedMutualInformation } from '#src/clustering/index.js';
import { createRng } from '#src/rng.js';

const tableOf = (labels: number[], clusters: number[]) =>
  contingencyTable({
    labels,
    clusters,
    classCount: Math.max(...labels) + 1,
    clusterCount: Math.max(...clusters) + 1,
  });
const nmi = (labels: number[], clusters: number[]): number => normalisedMutualInformation(tableOf(labels, clusters));
const ari = (labels: number[], clusters: number[]): number => adjustedRandIndex(tableOf(labels, clusters));

describe('normalised mutual information', () => {
  // Examples for v_measure_score and normalized_mutual_info_score in scikit-learn's documentation; with the arithmetic
  // mean both are the same.
  it.each([
    [[0, 0, 1, 1], [0, 0, 1, 1], 1],
    [[0, 0, 1, 1], [1, 1, 0, 0], 1],
    [[0, 0, 0, 0], [0, 1, 2, 3], 0],
    [[0, 0, 1, 1], [0, 0, 0, 0], 0],
    [[0, 0, 1, 2], [0, 0, 1, 1], 0.8],
    [[0, 1, 2, 3], [0, 0, 1, 1], 2 / 3],
    [[0, 0, 1, 1], [0, 0, 1, 2], 0.8],
    [[0, 0, 1, 1], [0, 1, 2, 3], 2 / 3],
  ])('of %j and %j is what scikit-learn documents, %d', (labels, clusters, expected) => {
    expect(nmi(labels, clusters)).toBeCloseTo(expected, 10);
  });

  it('is I over the arithmetic mean of the entropies, calculated by hand', () => {
    // I = 2/5 log(5/3) + 1/5 log(5/9) + 2/5 log(5/3); both entropies are −2/5 log 2/5 − 3/5 log 3/5.
    const information = 0.8 * Math.log(5 / 3) + 0.2 * Math.log(5 / 9);
    const entropy = -0.4 * Math.log(0.4) - 0.6 * Math.log(0.6);
    expect(nmi([0, 0, 1, 1, 1], [0, 0, 0, 1, 1])).toBeCloseTo(information / entropy, 12);
    expect(nmi([0, 0, 1, 1, 1], [0, 0, 0, 1, 1])).toBeCloseTo(0.4325, 4);
    // With different entropies, the geometric mean would give √½.
    expect(nmi([0, 1, 2, 3], [0, 0, 1, 1])).not.toBeCloseTo(Math.SQRT1_2, 2);
  });

  it('of one class in one cluster is 1, and without examples 0', () => {
    expect(nmi([0, 0], [0, 0])).toBe(1);
    expect(normalisedMutualInformation([[0, 0]])).toBe(0);
  });

  it('is symmetric, and ignores empty classes and clusters', () => {
    const rng = createRng(3);
    const [labels, clusters] = [3, 5].map((count) => Array.from({ length: 200 }, () => rng.integer(count)));
    expect(nmi(labels!, clusters!)).toBeCloseTo(nmi(clusters!, labels!), 12);
    const table = tableOf(labels!, clusters!);
    const wider = [...table.map((row) => [...row, 0]), new Array<number>(6).fill(0)];
    expect(normalisedMutualInformation(wider)).toBe(normalisedMutualInformation(table));
    expect(adjustedRandIndex(wider)).toBe(adjustedRandIndex(table));
  });
});

describe('the adjusted Rand index', () => {
  // Examples for adjusted_rand_score in scikit-learn's documentation.
  it.each([
    [[0, 0, 1, 1], [0, 0, 1, 1], 1],
    [[0, 0, 1, 1], [1, 1, 0, 0], 1],
    [[0, 0, 1, 2], [0, 0, 1, 1], 0.571428],
    [[0, 0, 1, 1], [0, 0, 1, 2], 0.571428],
    [[0, 0, 0, 0], [0, 1, 2, 3], 0],
    [[0, 0, 1, 1], [0, 1, 0, 1], -0.5],
  ])('of %j and %j is what scikit-learn documents, %d', (labels, clusters, expected) => {
    expect(ari(labels, clusters)).toBeCloseTo(expected, 5);
  });

  it('counts pairs, as calculated by hand', () => {
    // Together in both: 2; in a class: 1 + 3; in a cluster: 3 + 1; of 10 pairs: (2 − 1.6) / (4 − 1.6).
    expect(ari([0, 0, 1, 1, 1], [0, 0, 0, 1, 1])).toBeCloseTo(1 / 6, 12);
  });

  it('of clusters independent of the classes is 0 on average', () => {
    const rng = createRng(8);
    let sum = 0;
    for (let trial = 0; trial < 200; trial++) {
      const [labels, clusters] = [4, 7].map((count) => Array.from({ length: 50 }, () => rng.integer(count)));
      sum += ari(labels!, clusters!);
    }
    expect(Math.abs(sum / 200)).toBeLessThan(0.005);
  });

  it('is 1 if no disagreement is possible: one example, all in separate groups, all in one group', () => {
    expect([ari([0], [0]), ari([0, 1, 2], [2, 0, 1]), ari([0, 0], [0, 0])]).toEqual([1, 1, 1]);
  });
});
