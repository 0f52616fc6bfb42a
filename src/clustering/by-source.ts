import type { Dataset } from '../data/index.js';
import { argMax } from '../eval/scores/index.js';
import type { Clustering } from './clustering.js';

/** Sources (recordings), each with a label and a cluster. */
export interface SourceClusters {
  /** Of the first example of each source. */
  readonly labels: Int32Array;
  readonly clusters: Int32Array;
}

/**
 * The cluster of each source: the one with the greatest mean probability over its examples; where examples belong to one cluster alone, the
 * one that most of them are in, the first of equal ones.
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
  const verdicts = [...sums.values()];
  return {
    labels: Int32Array.from(verdicts, ({ label }) => label),
    clusters: Int32Array.from(verdicts, ({ weights }) => argMax(weights, 0, clusterCount)),
  };
}
