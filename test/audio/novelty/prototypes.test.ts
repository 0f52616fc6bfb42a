import { describe, expect, it } from 'vitest';
import { findPrototypes } from '#audio/novelty/fit/index.js';
import { createRng } from '#src/rng.js';

/** Vectors of different lengths around directions, one row each. */
function around(directions: readonly (readonly number[])[], perDirection: number): Float32Array {
  const rng = createRng(3);
  return Float32Array.from(
    directions.flatMap((direction) =>
      Array.from({ length: perDirection }, () => {
        const length = 0.1 + 10 * rng.uniform();
        return direction.map((value) => length * (value + 0.01 * rng.normal()));
      }).flat(),
    ),
  );
}

describe('prototypes', () => {
  it('are the directions of the clusters of each species, whatever the lengths', () => {
    const values = around(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      40,
    );
    const labels = Array.from({ length: 120 }, (_, row) => (row < 80 ? 0 : 4));
    const { shape, data } = findPrototypes({ values, dimensions: 3, labels }, 1)!;
    expect(shape).toEqual([32, 3]);
    const rows = Array.from({ length: 32 }, (_, row) => Array.from(data.subarray(3 * row, 3 * row + 3)));
    for (const row of rows) {
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
      expect(Math.max(...row)).toBeGreaterThan(0.99);
    }
    expect(new Set(rows.slice(0, 16).map((row) => row.indexOf(Math.max(...row))))).toEqual(new Set([0, 1]));
    expect(new Set(rows.slice(16).map((row) => row.indexOf(Math.max(...row))))).toEqual(new Set([2]));
    expect(findPrototypes({ values, dimensions: 3, labels }, 1)).toEqual({ dtype: 'float32', shape, data });
  });

  it('are as many as the segments, if those are few; none without segments', () => {
    const values = Float32Array.of(3, 4, 0, -2);
    expect(findPrototypes({ values, dimensions: 2, labels: [0, 1] }, 1)).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(0.6, 0.8, 0, -1),
    });
    expect(findPrototypes({ values: new Float32Array(0), dimensions: 2, labels: [] }, 1)).toBeUndefined();
  });

  it('of zeros are zeros, not NaN', () => {
    const { data } = findPrototypes({ values: new Float32Array(4), dimensions: 2, labels: [0, 0] }, 1)!;
    expect(data.every((value) => value === 0)).toBe(true);
  });
});
