import type { Rng } from '../rng.js';
import { argMax, type Predictions, softmaxRow } from '../eval/scores/index.js';
import { kMeans, type Points } from './k-means.js';

/** A way to put examples into clusters, and what came of it. */
export interface Clustering {
  /** How it was come by. */
  readonly method: string;
  /** [n], the cluster of each example. */
  readonly clusters: Int32Array;
  /** [n, C], how much each example belongs to each cluster; absent: to its own alone. */
  readonly probabilities?: Float32Array;
}

/** The network's own clusters: its greatest output. */
export function clusterByNetwork({ logits }: Predictions, clusterCount: number): Clustering {
  const examples = logits.length / clusterCount;
  const clusters = new Int32Array(examples);
  const probabilities = new Float32Array(logits.length);
  const row = new Float64Array(clusterCount);
  for (let index = 0; index < examples; index++) {
    clusters[index] = argMax(logits, index * clusterCount, clusterCount);
    probabilities.set(softmaxRow(logits, index, row), index * clusterCount);
  }
  return { method: 'network', clusters, probabilities };
}

/** K-means on some description of the examples. */
export function clusterByKMeans(method: string, points: Points, clusterCount: number, rng: Rng): Clustering {
  return { method, clusters: kMeans(points, { clusters: clusterCount, rng }).clusters };
}

/** What any figure is to be compared with: every example in one cluster, and each in a cluster drawn for it. */
export function baselineClusterings(examples: number, clusterCount: number, rng: Rng): Clustering[] {
  return [
    { method: 'random', clusters: Int32Array.from({ length: examples }, () => rng.integer(clusterCount)) },
    { method: 'one cluster', clusters: new Int32Array(examples) },
  ];
}
