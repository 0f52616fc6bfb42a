import { munkres } from 'munkres';
import { columnSums, rowSums, type ContingencyTable } from './contingency.js';

/** Which class each cluster stands for, one to one; null for a cluster that is left over. */
export type ClusterNames = readonly (number | null)[];

/**
 * The one-to-one assignment of clusters to classes under which most examples are in a cluster of their class: the linear sum assignment
 * problem on the counts (Kuhn, 1955; solved by the Hungarian algorithm). With more clusters than classes some clusters are left over, with
 * fewer some classes; neither counts as right. A cluster that shares no example with its class stands for none.
 */
export function nameClusters(table: ContingencyTable): ClusterNames {
  const names = new Array<number | null>(columnSums(table).length).fill(null);
  if (names.length === 0) return names;
  const costs = table.map((row) => row.map((count) => -count));
  for (const [label, cluster] of munkres(costs)) if (table[label]![cluster]! > 0) names[cluster] = label;
  return names;
}

/** Share of labelled examples whose cluster stands for their class; 0 of nothing. */
export function clusteringAccuracy(table: ContingencyTable, names: ClusterNames = nameClusters(table)): number {
  const total = rowSums(table).reduce((sum, count) => sum + count, 0);
  const right = names.reduce<number>((sum, label, cluster) => sum + (label === null ? 0 : table[label]![cluster]!), 0);
  return total === 0 ? 0 : right / total;
}
