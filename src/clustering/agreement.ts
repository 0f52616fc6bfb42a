import { columnSums, rowSums, type ContingencyTable } from './contingency.js';

/**
 * Normalised mutual information of classes and clusters: I / ((H(classes) + H(clusters)) / 2), with the arithmetic
 * mean in the divisor (Strehl and Ghosh, 2002, use the geometric mean). In [0, 1], independent of the numbering of
 * groups. As in scikit-learn, 1 if there is only one class and one cluster; 0 if there is only one class or only one
 * cluster.
 */
export function normalisedMutualInformation(table: ContingencyTable): number {
  const [rows, columns] = [rowSums(table), columnSums(table)];
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  const [classes, clusters] = [entropyOf(rows, total), entropyOf(columns, total)];
  if (classes === 0 && clusters === 0) return 1;
  let information = 0;
  table.forEach((row, label) =>
    row.forEach((count, cluster) => {
      if (count > 0) information += (count / total) * Math.log((count * total) / (rows[label]! * columns[cluster]!));
    }),
  );
  return Math.min(1, Math.max(0, information / ((classes + clusters) / 2)));
}

/**
 * Adjusted Rand index (Hubert and Arabie, 1985): the fraction of pairs on which classes and clusters agree, scaled so
 * that random groups of the same sizes give 0 and perfect agreement 1. Below 0 for less agreement than by chance; 1
 * if the group sizes leave only one possible outcome.
 */
export function adjustedRandIndex(table: ContingencyTable): number {
  const [rows, columns] = [rowSums(table), columnSums(table)];
  const total = rows.reduce((sum, count) => sum + count, 0);
  const together = sumOf(table.flat(), pairs);
  const [inClasses, inClusters] = [sumOf(rows, pairs), sumOf(columns, pairs)];
  const expected = total < 2 ? 0 : (inClasses * inClusters) / pairs(total);
  const most = (inClasses + inClusters) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** Entropy of the distribution given by counts, in nats. */
function entropyOf(counts: readonly number[], total: number): number {
  return sumOf(counts, (count) => (count === 0 ? 0 : -(count / total) * Math.log(count / total)));
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function sumOf(values: readonly number[], of: (value: number) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
