import { adjustedRandIndex, normalisedMutualInformation } from './agreement.js';
import { clusteringAccuracy, nameClusters, type ClusterNames } from './assignment.js';
import { contingencyTable, type ContingencyInput, type ContingencyTable } from './contingency.js';

/** Agreement of clusters with classes. Labels are used only here, for scoring. */
export interface ClusterScore {
  /** Number of labelled examples; only these are scored. */
  readonly examples: number;
  /** Fraction whose cluster is assigned to their class, under the best one-to-one assignment. */
  readonly accuracy: number;
  /** Normalised mutual information (arithmetic mean). */
  readonly nmi: number;
  /** Adjusted Rand index. */
  readonly ari: number;
  /** Number of examples in each cluster, labelled or not. */
  readonly sizes: readonly number[];
  /** Number of non-empty clusters. */
  readonly clustersUsed: number;
  /** Class assigned to each cluster. */
  readonly names: ClusterNames;
  /** Counts by class (rows) and cluster (columns). */
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
