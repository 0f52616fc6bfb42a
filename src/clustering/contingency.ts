import { ShapeError } from '../errors.js';

/** Number of examples of each class in each cluster: [class][cluster]. */
export type ContingencyTable = readonly (readonly number[])[];

/** Group of each example: a class or a cluster. Negative: unknown, left out. */
export type Grouping = ArrayLike<number>;

/** Classes and clusters to be counted. */
export interface ContingencyInput {
  /** Class of each example: [n]. */
  readonly labels: Grouping;
  /** Cluster of each example: [n]. */
  readonly clusters: Grouping;
  readonly classCount: number;
  readonly clusterCount: number;
}

/**
 * Counts examples by class (rows) and cluster (columns). Empty rows and columns are kept.
 * @throws ShapeError if `labels` and `clusters` differ in length
 */
export function contingencyTable({ labels, clusters, classCount, clusterCount }: ContingencyInput): number[][] {
  if (labels.length !== clusters.length) {
    throw new ShapeError(
      `contingency table: expected a cluster for each of ${labels.length} labels, got ${clusters.length}`,
    );
  }
  const table = Array.from({ length: classCount }, () => new Array<number>(clusterCount).fill(0));
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) table[labels[i]!]![clusters[i]!]!++;
  return table;
}

/** Row sums: examples of each class. */
export function rowSums(table: ContingencyTable): number[] {
  return table.map((row) => row.reduce((sum, count) => sum + count, 0));
}

/** Column sums: labelled examples in each cluster. */
export function columnSums(table: ContingencyTable): number[] {
  return (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + row[column]!, 0));
}
