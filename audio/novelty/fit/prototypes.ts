import { kMeans } from '../../../src/clustering/index.js';
import type { HostTensor } from '../../../src/engine/index.js';
import { createRng } from '../../../src/rng.js';

/** Prototypes of a species, at most. Sixteen tell unknown species as well as all training segments do. */
const PER_SPECIES = 16;
const ITERATIONS = 20;

/** Representations of segments, by species. */
export interface LabelledRepresentations {
  /** [n, dimensions], row-major. */
  readonly values: Float32Array;
  readonly dimensions: number;
  /** [n]: class of each segment. */
  readonly labels: ArrayLike<number>;
}

/**
 * Finds representations that are typical of each species: the directions of the centres of up to 16 clusters of its
 * segments, by k-means on directions.
 * @returns [P, dimensions], rows of length 1; undefined without segments
 */
export function findPrototypes(
  { values, dimensions, labels }: LabelledRepresentations,
  seed: number,
): HostTensor | undefined {
  const directions = values.slice();
  for (let row = 0; row < labels.length; row++) normalise(directions, row * dimensions, dimensions);
  const rows: number[] = [];
  for (const label of [...new Set(Array.from(labels))].sort((a, b) => a - b)) {
    const own = Array.from(labels).flatMap((other, row) => (other === label ? [row] : []));
    const points = new Float32Array(own.length * dimensions);
    own.forEach((row, i) => points.set(directions.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
    const clusters = Math.min(PER_SPECIES, own.length);
    const rng = createRng(seed).split('prototypes', label);
    const found = kMeans({ values: points, dimensions }, { clusters, rng, restarts: 1, iterations: ITERATIONS });
    const centres = new Float32Array(clusters * dimensions);
    own.forEach((_, i) => {
      const centre = found.clusters[i]! * dimensions;
      for (let d = 0; d < dimensions; d++) centres[centre + d]! += points[i * dimensions + d]!;
    });
    for (let centre = 0; centre < clusters; centre++) {
      normalise(centres, centre * dimensions, dimensions);
      rows.push(...centres.subarray(centre * dimensions, (centre + 1) * dimensions));
    }
  }
  if (rows.length === 0) return undefined;
  return { dtype: 'float32', shape: [rows.length / dimensions, dimensions], data: Float32Array.from(rows) };
}

/** Scales a vector to length 1; zeros stay zeros. */
function normalise(values: Float32Array, start: number, dimensions: number): void {
  let squares = 0;
  for (let d = 0; d < dimensions; d++) squares += values[start + d]! ** 2;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < dimensions; d++) values[start + d]! *= scale;
}
