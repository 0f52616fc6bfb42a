import { describe, expect, it } from 'vitest';
import { kMeans, type Points } from '#src/clustering/index.js';
import { ShapeError } from '#src/errors.js';
import { createRng } from '#src/rng.js';

const points = (rows: number[][]): Points => ({ values: Float32Array.from(rows.flat()), dimensions: rows[0]!.length });

/** Gaussian clouds around the corners of a square; points alternate between the corners. */
function clouds(count: number, spread: number): Points {
  const rng = createRng(2);
  const corners = [
    [0, 0],
    [10, 0],
    [0, 10],
    [10, 10],
  ] as const;
  return points(
    Array.from({ length: count }, (_, index) => corners[index % 4]!.map((corner) => corner + spread * rng.normal())),
  );
}

const meansOf = ({ values, dimensions }: Points, clusters: Int32Array, count: number): number[][] =>
  Array.from({ length: count }, (_, cluster) => {
    const members = [...clusters.keys()].filter((index) => clusters[index] === cluster);
    return Array.from(
      { length: dimensions },
      (_, d) => members.reduce((sum, index) => sum + values[index * dimensions + d]!, 0) / members.length,
    );
  });
const distance = ({ values, dimensions }: Points, index: number, centre: number[]): number =>
  centre.reduce((sum, at, d) => sum + (values[index * dimensions + d]! - at) ** 2, 0);

describe('k-means', () => {
  it('finds separate clouds', () => {
    const { clusters } = kMeans(clouds(80, 0.5), { clusters: 4, rng: createRng(1) });
    for (let index = 0; index < 80; index++) expect(clusters[index]).toBe(clusters[index % 4]);
    expect(new Set(clusters).size).toBe(4);
  });

  it.each([
    ['few', clouds(200, 4)],
    [
      'many',
      {
        values: Float32Array.from(
          { length: 200 * 150 },
          (
            (rng) => () =>
              rng.normal()
          )(createRng(6)),
        ),
        dimensions: 150,
      },
    ],
  ])('ends with every point in the cluster of the nearest mean, and returns the inertia: %s dimensions', (_, data) => {
    const { clusters, inertia } = kMeans(data, { clusters: 5, rng: createRng(4) });
    const means = meansOf(data, clusters, 5);
    let sum = 0;
    for (let index = 0; index < 200; index++) {
      const distances = means.map((mean) => distance(data, index, mean));
      expect(distances[clusters[index]!]).toBeCloseTo(Math.min(...distances), 6);
      sum += distances[clusters[index]!]!;
    }
    expect(inertia).toBeCloseTo(sum, 3);
  });

  it('with one cluster has the mean of all points as centre', () => {
    expect(kMeans(points([[0], [1], [5]]), { clusters: 1, rng: createRng(1) }).inertia).toBeCloseTo(14, 6);
  });

  it('is the same for the same seed, and returns the best of its restarts', () => {
    const data = clouds(120, 5);
    const once = (restarts: number) => kMeans(data, { clusters: 6, rng: createRng(7), restarts });
    expect(once(3)).toEqual(once(3));
    expect(once(8).inertia).toBeLessThanOrEqual(once(1).inertia);
  });

  it('terminates with fewer distinct points than clusters, with inertia 0', () => {
    const { clusters, inertia } = kMeans(points([[1], [1], [1], [2], [2]]), { clusters: 4, rng: createRng(1) });
    expect(inertia).toBe(0);
    expect([clusters[0] === clusters[1], clusters[3] === clusters[4], clusters[0] === clusters[3]]).toEqual([
      ...[true, true, false],
    ]);
  });

  it('requires a point for each cluster', () => {
    expect(() => kMeans(points([[1], [2]]), { clusters: 3, rng: createRng(1) })).toThrow(
      new ShapeError('k-means: expected at least 3 points, got 2'),
    );
  });
});
