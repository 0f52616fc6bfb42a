import { munkres } from 'munkres';
import { columnSums, rowSums, type ContingencyTable } from './contingency.js';

/** Class assigned to each cluster, one to one; null for an unassigned cluster. */
export type ClusterNames = readonly (number | null)[];

/**
 * Assigns clusters to classes one to one, so that as many examples as possible are in the cluster of their class: the
 * linear sum assignment problem on the counts (Kuhn, 1955; solved by the Hungarian algorithm). With more clusters
 * than classes some clusters stay unassigned, with fewer clusters some classes; their examples count as errors. A
 * cluster without any example of its class is not assigned either.
 */
export function nameClusters(table: ContingencyTable): ClusterNames {
  const names = new Array<number | null>(columnSums(table).length).fill(null);
  if (names.length === 0) return names;
  const costs = table.map((row) => row.map((count) => -count));
  for (const [label, cluster] of munkres(costs)) if (table[label]![cluster]! > 0) names[cluster] = label;
  return names;
}

/** Fraction of labelled examples whose cluster is assigned to their class; 0 without examples. */
export function clusteringAccuracy(table: ContingencyTable, names: ClusterNames = nameClusters(table)): number {
  const total = rowSums(table).reduce((sum, count) => sum + count, 0);
  const correct = names.reduce<number>(
    (sum, label, cluster) => sum + (label === null ? 0 : table[label]![cluster]!),
    0,
  );
  return total === 0 ? 0 : correct / total;
}
