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

/** All ways to give each of `columns` another one of `rows`, or none. */
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
  let most = 0;
  for (const names of assignments(table.length, table[0]!.length)) {
    most = Math.max(
      most,
      names.reduce<number>((sum, label, cluster) => sum + (label === null ? 0 : table[label]![cluster]!), 0),
    );
  }
  return most / table.flat().reduce((sum, count) => sum + count, 0);
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
  ])('is the best of all, by trying them: %i classes, %i clusters', (classes, clusters) => {
    const rng = createRng(classes * 10 + clusters);
    for (let trial = 0; trial < 12; trial++) {
      const counts = Array.from({ length: classes }, () => Array.from({ length: clusters }, () => rng.integer(20)));
      // Ties and zeros as well: every other table has few different counts.
      const table = trial % 2 === 0 ? counts : counts.map((row) => row.map((count) => count % 3));
      if (table.flat().every((count) => count === 0)) continue;
      const names = nameClusters(table);
      const given = names.filter((label) => label !== null);
      expect(new Set(given).size).toBe(given.length);
      expect(clusteringAccuracy(table)).toBeCloseTo(best(table), 12);
    }
  });

  it('is not the greedy one', () => {
    // Taking 10 first leaves 1; 9 + 8 is more.
    const table = [
      [10, 9],
      [8, 1],
    ];
    expect(nameClusters(table)).toEqual([1, 0]);
    expect(clusteringAccuracy(table)).toBeCloseTo(17 / 28, 12);
  });

  it('undoes any renaming of clusters', () => {
    const labels = Array.from({ length: 60 }, (_, index) => index % 6);
    const renamed = [4, 2, 0, 5, 1, 3];
    const clusters = labels.map((label) => renamed[label]!);
    const score = scoreClusters({ labels, clusters, classCount: 6, clusterCount: 6 });
    expect([score.accuracy, score.nmi, score.ari]).toEqual([1, 1, 1]);
    expect(score.names).toEqual([2, 4, 1, 5, 0, 3]);
  });

  it('of one cluster is its greatest class; clusters that are empty stand for none', () => {
    const labels = [0, 0, 0, 1, 1, 2];
    const score = scoreClusters({ labels, clusters: labels.map(() => 1), classCount: 3, clusterCount: 3 });
    expect(score).toMatchObject({ accuracy: 0.5, nmi: 0, ari: 0, clustersUsed: 1, sizes: [0, 6, 0] });
    expect(score.names).toEqual([null, 0, null]);
  });

  it('of more clusters than classes leaves some over, which count as wrong', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const clusters = [0, 0, 0, 1, 2, 2, 3, 3];
    const score = scoreClusters({ labels, clusters, classCount: 2, clusterCount: 5 });
    expect(score.accuracy).toBe(5 / 8);
    expect(score.names.filter((label) => label !== null).sort()).toEqual([0, 1]);
    expect([score.clustersUsed, score.sizes]).toEqual([4, [3, 1, 2, 2, 0]]);
  });

  it('measures labelled examples alone; sizes count all', () => {
    const score = scoreClusters({ labels: [0, -1, 1, -1], clusters: [1, 1, 0, 2], classCount: 2, clusterCount: 3 });
    expect(score).toMatchObject({ examples: 2, accuracy: 1, sizes: [1, 2, 1] });
    expect(score.table).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it('of no labelled example is nothing', () => {
    const score = scoreClusters({ labels: [-1], clusters: [0], classCount: 2, clusterCount: 2 });
    expect([score.examples, score.accuracy, score.nmi]).toEqual([0, 0, 0]);
  });
});

describe('contingencyTable', () => {
  it('wants a cluster for every label', () => {
    expect(() => contingencyTable({ labels: [0, 1], clusters: [0], classCount: 2, clusterCount: 2 })).toThrow(
      new ShapeError('contingency table: expected a cluster for each of 2 labels, got 1'),
    );
  });
});
