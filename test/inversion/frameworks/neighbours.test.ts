import { describe, expect, it } from 'vitest';
import { inertia, lloyd, nearestRow } from '#src/paper/frameworks/checks/lloyd.js';
import { rowOf, toRows } from '#src/paper/frameworks/arrays.js';
import { clouds } from '#src/paper/frameworks/data/vectors.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { tensorsLeftBy, useTensors } from '../../helpers/use-tensors.js';

const { kMeans, nearestNeighbours } = frameworks;

useTensors();

const rows = clouds(createRng(2).split('data'), { examples: 150, size: 5, centres: 4, spread: 1.5 });
const points = (): tf.Tensor => tf.tensor2d(rows.data.slice(), [rows.rows, rows.size]);

describe('k-means', () => {
  it("matches Lloyd's algorithm step by step: same centres and assignments", () => {
    const x = points();
    const options = { centres: 6, rng: createRng(7) };
    const start = toRows(kMeans.init(x, options).centres);
    const assignments = (centres: tf.Tensor): number[] => [...tf.argMax(kMeans.nearest(centres)(x), 1).dataSync()];
    const changes = new Set<string>();
    kMeans.fit(x, {
      ...options,
      rng: createRng(7),
      steps: 12,
      onStep: (step, { centres }) => {
        const expected = lloyd(rows, start, step);
        expect(Math.max(...toRows(centres).data.map((v, i) => Math.abs(v - expected.centres[i]!)))).toBeLessThan(1e-5);
        expect(assignments(centres)).toEqual([...expected.assignments]);
        changes.add(expected.assignments.join());
      },
    });
    // The comparison is meaningful only if the assignments changed.
    expect(changes.size).toBeGreaterThan(3);
  });

  it('has an inertia equal to the sum of R', () => {
    const x = points();
    const { centres } = kMeans.fit(x, { centres: 4, rng: createRng(1), steps: 5 });
    const total = tf.sum(kMeans.loss(centres)(x)).dataSync()[0]!;
    expect(Math.abs(total / inertia(rows, toRows(centres)) - 1)).toBeLessThan(1e-5);
  });

  it('does not move a centre without examples', () => {
    const centres = tf.tensor2d([0, 0, 100, 100], [2, 2]);
    const next = kMeans.update({ centres }, tf.tensor2d([1, 0, 3, 2], [2, 2])).centres;
    expect([...next.dataSync()]).toEqual([2, 1, 100, 100]);
  });

  it('with one centre gives the mean', () => {
    const { centres } = kMeans.fit(tf.tensor2d([1, 2, 3, 6], [2, 2]), { centres: 1, rng: createRng(1), steps: 1 });
    expect([...centres.dataSync()]).toEqual([2, 4]);
  });

  it('starts from different examples, the second far from the first', () => {
    const x = tf.tensor2d([0, 0.01, 0.02, 0.03, 9], [5, 1]);
    const far = Array.from({ length: 30 }, (_, seed) => {
      const drawn = [...kMeans.init(x, { centres: 2, rng: createRng(seed) }).centres.dataSync()];
      expect(drawn[0]).not.toBe(drawn[1]);
      return drawn.includes(9);
    });
    expect(far.every(Boolean)).toBe(true);
    expect(() => kMeans.init(x, { centres: 6, rng: createRng(1) })).toThrow(
      'expected at least 6 examples to initialise from, got 5',
    );
    expect(() => kMeans.init(x, { centres: 0, rng: createRng(1) })).toThrow(
      'centres: expected a whole number of at least 1, got 0',
    );
  });
});

describe('nearest neighbours', () => {
  it('replace an input by the exemplar found by search, and R is the squared distance', () => {
    const exemplars = { rows: 100, size: rows.size, data: rows.data.slice(0, 100 * rows.size) };
    const queries = { rows: 50, size: rows.size, data: rows.data.slice(100 * rows.size) };
    const [W, x] = [tf.tensor2d(exemplars.data, [100, 5]), tf.tensor2d(queries.data, [50, 5])];
    const reconstruction = toRows(nearestNeighbours.reconstruct(W)(x));
    const residual = nearestNeighbours.loss(W)(x).dataSync();
    for (let index = 0; index < 50; index++) {
      const actual = rowOf(exemplars, nearestRow(exemplars, rowOf(queries, index)));
      expect([...rowOf(reconstruction, index)]).toEqual([...actual]);
      const distance = actual.reduce((sum, value, i) => sum + (value - rowOf(queries, index)[i]!) ** 2, 0);
      expect(residual[index]).toBeCloseTo(distance, 4);
    }
  });

  it('average several neighbours', () => {
    const W = tf.tensor2d([0, 0, 1, 0, 0, 1, 50, 50], [4, 2]);
    const actual = nearestNeighbours.reconstruct(W, { neighbours: 3 })(tf.tensor2d([0.2, 0.1], [1, 2]));
    for (const value of actual.dataSync()) expect(value).toBeCloseTo(1 / 3, 6);
  });

  it('select the nearest, not the best match: a long exemplar in the right direction loses', () => {
    const W = tf.tensor2d([10, 0, 0.8, 0.1], [2, 2]);
    const x = tf.tensor2d([1, 0], [1, 2]);
    expect([...nearestNeighbours.nearest(W)(x).dataSync()]).toEqual([0, 1]);
  });

  it('select only the first of equal exemplars', () => {
    const W = tf.tensor2d([1, 1, 1, 1, 1, 1], [3, 2]);
    expect([
      ...nearestNeighbours
        .nearest(W)(tf.tensor2d([1, 0], [1, 2]))
        .dataSync(),
    ]).toEqual([1, 0, 0]);
    expect([
      ...nearestNeighbours
        .nearest(W, { neighbours: 2 })(tf.tensor2d([1, 0], [1, 2]))
        .dataSync(),
    ]).toEqual([1, 1, 0]);
  });

  it('are all exemplars, each once, also if their norms are large', () => {
    const W = tf.tensor2d([3000, 0, 6000, 0, 0, 6001], [3, 2]);
    const nearest = nearestNeighbours.nearest(W, { neighbours: 3 })(tf.tensor2d([1, 0], [1, 2]));
    expect([...nearest.dataSync()]).toEqual([1, 1, 1]);
  });

  it('leave no tensors behind except the result', () => {
    const [W, x] = [tf.ones([3, 2]), tf.ones([4, 2])];
    expect(tensorsLeftBy(() => nearestNeighbours.nearest(W, { neighbours: 2 })(x))).toBe(1);
  });

  it('reject more neighbours than exemplars', () => {
    expect(() => nearestNeighbours.nearest(tf.ones([3, 2]), { neighbours: 4 })).toThrow(
      'nearest: expected neighbours from 1 to the 3 exemplars, got 4',
    );
  });
});
