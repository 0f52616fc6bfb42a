import { describe, expect, it } from 'vitest';
import {
  clusteringAccuracy,
  contingencyTable,
  nameClusters,
  scoreClusters,
  type ContingencyTable,
} from '#src/clustering/index.js';
import { ShapeError } from '#src/errors.js';
import { createRng } from '#src/rng.js';

/** All assignments of `columns` to distinct `rows`, or to none. */
function* assignments(rows: number, columns: number): Generator<(number | null)[]> {
  const go = function* (chosen: (number | null)[]): Generator<(number | null)[]> {
    if (chosen.length === columns) yield [...chosen];
    else
      for (const row of [null, ...Array.from({ length: rows }, (_, label) => label)])
        if (row === null || !chosen.includes(row)) yield* go([...chosen, row]);
  };
  yield* go([]);
}

function best(table: ContingencyTable): number {
  let largest = 0;
  for (const names of assignments(table.length, table[0]!.length)) {
    largest = Math.max(
      largest,
      names.reduce<number>((sum, label, cluster) => sum + (label === null ? 0 : table[label]![cluster]!), 0),
    );
  }
  return largest / table.flat().reduce((sum, count) => sum + count, 0);
}

describe('the assignment of clusters to classes', () => {
  it.each([
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [3, 5],
    [5, 3],
    [1, 4],
    [4, 1],
  ])('is the best of all assignments, by brute force: %i classes, %i clusters', (classes, clusters) => {
    const rng = createRng(classes * 10 + clusters);
    for (let trial = 0; trial < 12; trial++) {
      const counts = Array.from({ length: classes }, () => Array.from({ length: clusters }, () => rng.integer(20)));
      // Includes ties and zeros: every other table has only three different counts.
      const table = trial % 2 === 0 ? counts : counts.map((row) => row.map((count) => count % 3));
      if (table.flat().every((count) => count === 0)) continue;
      const names = nameClusters(table);
      const assigned = names.filter((label) => label !== null);
      expect(new Set(assigned).size).toBe(assigned.length);
      expect(clusteringAccuracy(table)).toBeCloseTo(best(table), 12);
    }
  });

  it('is not the greedy one', () => {
    // Greedy: 10 + 1; optimal: 9 + 8.
    const table = [
      [10, 9],
      [8, 1],
    ];
    expect(nameClusters(table)).toEqual([1, 0]);
    expect(clusteringAccuracy(table)).toBeCloseTo(17 / 28, 12);
  });

  it('does not depend on the numbering of clusters', () => {
    const labels = Array.from({ length: 60 }, (_, index) => index % 6);
    const renamed = [4, 2, 0, 5, 1, 3];
    const clusters = labels.map((label) => renamed[label]!);
    const score = scoreClusters({ labels, clusters, classCount: 6, clusterCount: 6 });
    expect([score.accuracy, score.nmi, score.ari]).toEqual([1, 1, 1]);
    expect(score.names).toEqual([2, 4, 1, 5, 0, 3]);
  });

  it('of a single used cluster is its largest class; empty clusters stay unassigned', () => {
    const labels = [0, 0, 0, 1, 1, 2];
    const score = scoreClusters({ labels, clusters: labels.map(() => 1), classCount: 3, clusterCount: 3 });
    expect(score).toMatchObject({ accuracy: 0.5, nmi: 0, ari: 0, clustersUsed: 1, sizes: [0, 6, 0] });
    expect(score.names).toEqual([null, 0, null]);
  });

  it('leaves surplus clusters unassigned; their examples count as errors', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const clusters = [0, 0, 0, 1, 2, 2, 3, 3];
    const score = scoreClusters({ labels, clusters, classCount: 2, clusterCount: 5 });
    expect(score.accuracy).toBe(5 / 8);
    expect(score.names.filter((label) => label !== null).sort()).toEqual([0, 1]);
    expect([score.clustersUsed, score.sizes]).toEqual([4, [3, 1, 2, 2, 0]]);
  });

  it('is scored on labelled examples only; sizes count all', () => {
    const score = scoreClusters({ labels: [0, -1, 1, -1], clusters: [1, 1, 0, 2], classCount: 2, clusterCount: 3 });
    expect(score).toMatchObject({ examples: 2, accuracy: 1, sizes: [1, 2, 1] });
    expect(score.table).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it('without labelled examples scores 0', () => {
    const score = scoreClusters({ labels: [-1], clusters: [0], classCount: 2, clusterCount: 2 });
    expect([score.examples, score.accuracy, score.nmi]).toEqual([0, 0, 0]);
  });
});

describe('contingencyTable', () => {
  it('requires a cluster for every label', () => {
    expect(() => contingencyTable({ labels: [0, 1], clusters: [0], classCount: 2, clusterCount: 2 })).toThrow(
      new ShapeError('contingency table: expected a cluster for each of 2 labels, got 1'),
    );
  });
});
