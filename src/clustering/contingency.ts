import { ShapeError } from '../errors.js';

/** How often each class met each cluster: [class][cluster]. */
export type ContingencyTable = readonly (readonly number[])[];

/** Names of groups, one an example: a class or a cluster. Below zero: not known, and left out. */
export type Grouping = ArrayLike<number>;

/** What a table is counted from. */
export interface ContingencyInput {
  /** [n], classes. */
  readonly labels: Grouping;
  /** [n], clusters. */
  readonly clusters: Grouping;
  readonly classCount: number;
  readonly clusterCount: number;
}

/**
 * Counts examples by class (rows) and cluster (columns). Empty rows and columns stay.
 * @throws ShapeError if there are not as many labels as clusters
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

/** Sums of the rows: examples of each class. */
export function rowSums(table: ContingencyTable): number[] {
  return table.map((row) => row.reduce((sum, count) => sum + count, 0));
}

/** Sums of the columns: labelled examples in each cluster. */
export function columnSums(table: ContingencyTable): number[] {
  return (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + row[column]!, 0));
}
