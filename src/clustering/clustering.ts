import type { Rng } from '../rng.js';
import { argMax, outputScores, type Predictions } from '../eval/scores/index.js';
import { kMeans, type Points } from './k-means.js';

/** A partition of examples into clusters, and the method that produced it. */
export interface Clustering {
  /** Name of the method. */
  readonly method: string;
  /** Cluster of each example: [n]. */
  readonly clusters: Int32Array;
  /** Probability of each cluster for each example: [n, C]; absent for hard clusterings. */
  readonly probabilities?: Float32Array;
}

/** Clusters by the network: each example belongs to the cluster of its largest output. */
export function clusterByNetwork({ logits, outputActivation }: Predictions, clusterCount: number): Clustering {
  const examples = logits.length / clusterCount;
  const clusters = new Int32Array(examples);
  const probabilities = new Float32Array(logits.length);
  const row = new Float64Array(clusterCount);
  const outputs = outputScores(outputActivation);
  for (let index = 0; index < examples; index++) {
    clusters[index] = argMax(logits, index * clusterCount, clusterCount);
    probabilities.set(outputs.probabilities(logits, index, row), index * clusterCount);
  }
  return { method: 'network', clusters, probabilities };
}

/** Clusters by k-means on features of the examples. */
export function clusterByKMeans(method: string, points: Points, clusterCount: number, rng: Rng): Clustering {
  return { method, clusters: kMeans(points, { clusters: clusterCount, rng }).clusters };
}

/** Trivial baselines: random clusters, and all examples in one cluster. */
export function baselineClusterings(examples: number, clusterCount: number, rng: Rng): Clustering[] {
  return [
    { method: 'random', clusters: Int32Array.from({ length: examples }, () => rng.integer(clusterCount)) },
    { method: 'one cluster', clusters: new Int32Array(examples) },
  ];
}
