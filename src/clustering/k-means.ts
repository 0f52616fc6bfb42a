import { ShapeError } from '../errors.js';
import type { Rng } from '../rng.js';

/** Points as rows: [n, dimensions], row-major. */
export interface Points {
  readonly values: Float32Array;
  readonly dimensions: number;
}

export interface KMeansOptions {
  readonly clusters: number;
  readonly rng: Rng;
  /** Number of random initialisations; the result with the lowest inertia is returned. */
  readonly restarts?: number;
  /** Maximum number of iterations per initialisation. */
  readonly iterations?: number;
}

/** Clusters found by k-means. */
export interface KMeansResult {
  /** Cluster of each point: [n]. */
  readonly clusters: Int32Array;
  /** Sum of squared distances of the points from the means of their clusters. */
  readonly inertia: number;
}

/**
 * Lloyd's algorithm with k-means++ initialisation (Arthur and Vassilvitskii, 2007). A cluster that becomes empty
 * takes the point that is farthest from the mean of its cluster.
 * @throws ShapeError if there are fewer points than clusters
 */
export function kMeans(points: Points, { clusters, rng, restarts = 3, iterations = 100 }: KMeansOptions): KMeansResult {
  const count = points.values.length / points.dimensions;
  if (count < clusters) throw new ShapeError(`k-means: expected at least ${clusters} points, got ${count}`);
  let best: KMeansResult | undefined;
  for (let restart = 0; restart < restarts; restart++) {
    const result = lloyd(points, initialCentres(points, clusters, rng.split('restart', restart)), iterations);
    if (!best || result.inertia < best.inertia) best = result;
  }
  return best!;
}

function lloyd(points: Points, centres: Float64Array, iterations: number): KMeansResult {
  const { values, dimensions } = points;
  const count = values.length / dimensions;
  const clusterCount = centres.length / dimensions;
  const clusters = new Int32Array(count).fill(-1);
  const distances = new Float64Array(count);
  for (let iteration = 0; ; iteration++) {
    let changed = false;
    for (let i = 0; i < count; i++) {
      let nearest = 0;
      let smallest = Infinity;
      for (let c = 0; c < clusterCount; c++) {
        const distance = squaredDistance(values, i * dimensions, centres, c * dimensions, dimensions, smallest);
        if (distance < smallest) [nearest, smallest] = [c, distance];
      }
      changed ||= clusters[i] !== nearest;
      clusters[i] = nearest;
      distances[i] = smallest;
    }
    if (!changed || iteration === iterations) break;
    fillEmptyClusters(clusters, distances, clusterCount);
    moveToMeans(points, clusters, centres);
  }
  return { clusters, inertia: distances.reduce((sum, distance) => sum + distance, 0) };
}

/**
 * k-means++: draws each further centre among the points, with probability proportional to its squared distance from
 * the nearest centre.
 */
function initialCentres({ values, dimensions }: Points, clusterCount: number, rng: Rng): Float64Array {
  const count = values.length / dimensions;
  const centres = new Float64Array(clusterCount * dimensions);
  const distances = new Float64Array(count).fill(Infinity);
  for (let c = 0; c < clusterCount; c++) {
    const chosen = c === 0 ? rng.integer(count) : drawProportionally(distances, rng);
    const centre = c * dimensions;
    centres.set(values.subarray(chosen * dimensions, (chosen + 1) * dimensions), centre);
    for (let i = 0; i < count; i++) {
      const distance = squaredDistance(values, i * dimensions, centres, centre, dimensions, distances[i]!);
      distances[i] = Math.min(distances[i]!, distance);
    }
  }
  return centres;
}

function drawProportionally(weights: Float64Array, rng: Rng): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return rng.integer(weights.length);
  let left = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last;
}

function fillEmptyClusters(clusters: Int32Array, distances: Float64Array, clusterCount: number): void {
  const sizes = new Int32Array(clusterCount);
  for (const cluster of clusters) sizes[cluster]!++;
  for (let c = 0; c < clusterCount; c++) {
    if (sizes[c]! > 0) continue;
    let farthest = -1;
    for (let i = 0; i < clusters.length; i++) {
      if (sizes[clusters[i]!]! > 1 && (farthest < 0 || distances[i]! > distances[farthest]!)) farthest = i;
    }
    sizes[clusters[farthest]!]!--;
    sizes[c] = 1;
    clusters[farthest] = c;
    distances[farthest] = 0;
  }
}

function moveToMeans({ values, dimensions }: Points, clusters: Int32Array, centres: Float64Array): void {
  const sizes = new Int32Array(centres.length / dimensions);
  centres.fill(0);
  for (let i = 0; i < clusters.length; i++) {
    const c = clusters[i]!;
    sizes[c]!++;
    for (let d = 0; d < dimensions; d++) centres[c * dimensions + d]! += values[i * dimensions + d]!;
  }
  for (let c = 0; c < sizes.length; c++) for (let d = 0; d < dimensions; d++) centres[c * dimensions + d]! /= sizes[c]!;
}

/** Squared distance; stops summing at `bound`, because a point beyond it cannot be the nearest. */
function squaredDistance(
  values: Float32Array,
  from: number,
  centres: Float64Array,
  centre: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let d = 0; d < dimensions;) {
    const end = Math.min(dimensions, d + 64);
    for (; d < end; d++) {
      const difference = values[from + d]! - centres[centre + d]!;
      sum += difference * difference;
    }
    if (sum >= bound) break;
  }
  return sum;
}
