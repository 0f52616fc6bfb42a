import type { Dataset } from '../data/index.js';
import { argMax } from '../eval/scores/index.js';
import type { Clustering } from './clustering.js';

/** Labels and clusters of sources, e.g. recordings. */
export interface SourceClusters {
  /** Label of the first example of each source. */
  readonly labels: Int32Array;
  readonly clusters: Int32Array;
}

/**
 * Assigns each source to the cluster with the highest mean probability over its examples. Without probabilities: to
 * the cluster of most of its examples, the first if several are equal.
 */
export function clustersOfSources(
  dataset: Dataset,
  { clusters, probabilities }: Clustering,
  clusterCount: number,
): SourceClusters {
  const sums = new Map<number, { readonly label: number; readonly weights: Float64Array }>();
  for (let index = 0; index < dataset.length; index++) {
    const source = dataset.source(index);
    let sum = sums.get(source);
    if (!sum) sums.set(source, (sum = { label: dataset.label(index), weights: new Float64Array(clusterCount) }));
    if (!probabilities) sum.weights[clusters[index]!]!++;
    else for (let c = 0; c < clusterCount; c++) sum.weights[c]! += probabilities[index * clusterCount + c]!;
  }
  const sources = [...sums.values()];
  return {
    labels: Int32Array.from(sources, ({ label }) => label),
    clusters: Int32Array.from(sources, ({ weights }) => argMax(weights, 0, clusterCount)),
  };
}
