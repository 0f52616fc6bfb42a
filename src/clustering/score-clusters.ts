import { adjustedRandIndex, normalisedMutualInformation } from './agreement.js';
import { clusteringAccuracy, nameClusters, type ClusterNames } from './assignment.js';
import { contingencyTable, type ContingencyInput, type ContingencyTable } from './contingency.js';

/** How clusters agree with classes. Labels are used here, to measure, and nowhere else. */
export interface ClusterScore {
  /** Examples with a label: those that are measured. */
  readonly examples: number;
  /** Share whose cluster stands for their class, under the best one-to-one assignment. */
  readonly accuracy: number;
  /** Normalised mutual information, by the arithmetic mean. */
  readonly nmi: number;
  /** Adjusted Rand index. */
  readonly ari: number;
  /** Examples in each cluster, with a label or without. */
  readonly sizes: readonly number[];
  /** Clusters that are not empty. */
  readonly clustersUsed: number;
  /** Which class each cluster stands for. */
  readonly names: ClusterNames;
  /** By class (rows) and cluster (columns). */
  readonly table: ContingencyTable;
}

/** Compares clusters with labels. */
export function scoreClusters(input: ContingencyInput): ClusterScore {
  const table = contingencyTable(input);
  const names = nameClusters(table);
  const sizes = new Array<number>(input.clusterCount).fill(0);
  for (let i = 0; i < input.clusters.length; i++) sizes[input.clusters[i]!]!++;
  return {
    examples: table.flat().reduce((sum, count) => sum + count, 0),
    accuracy: clusteringAccuracy(table, names),
    nmi: normalisedMutualInformation(table),
    ari: adjustedRandIndex(table),
    sizes,
    clustersUsed: sizes.filter((size) => size > 0).length,
    names,
    table,
  };
}
