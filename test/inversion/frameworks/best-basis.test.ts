import { describe, expect, it } from 'vitest';
import { allBasisCosts, entropy64 } from '#src/paper/frameworks/checks/all-bases.js';
import { toRows, toTensor } from '#src/paper/frameworks/arrays.js';
import { chirps } from '#src/paper/frameworks/data/signals.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { packetRows } from '../../helpers/frameworks64.js';
import { useTensors } from '../../helpers/use-tensors.js';
import { difference, normal64, tensorOf } from './support.js';

const { bestBasis, wavelets } = frameworks;

useTensors();

/** Costs of all nodes in float64, computed from the coefficients. */
function nodeCosts(levels: readonly tf.Tensor[], example: number, cost: (c: Float32Array) => number): number[][] {
  return levels.map((level) => {
    const [, nodes, size] = level.shape as [number, number, number];
    const values = level.dataSync() as Float32Array;
    return Array.from({ length: nodes }, (_, node) => {
      const start = (example * nodes + node) * size;
      return cost(values.subarray(start, start + size));
    });
  });
}

describe('the best basis', () => {
  it('packets are the rows of a filter bank that splits every band', () => {
    const x = normal64(createRng(1), [1, 16]);
    const h = { shape: [4], data: Float64Array.from(wavelets.WAVELETS.d4) };
    const expected = packetRows(h, 16, 2).flatMap((level) =>
      level.map((row) => row.reduce((sum, value, i) => sum + value * x.data[i]!, 0)),
    );
    const tree = wavelets.waveletPackets(wavelets.lowPassOf('d4'), { depth: 2 });
    expect(difference(bestBasis.analysis(tree)(tensorOf(x)), expected)).toBeLessThan(1e-6);
  });

  it('has the lowest entropy of all 677 bases of a tree of depth 4', () => {
    const rows = chirps(createRng(2), { examples: 12, size: 64 });
    const x = toTensor(rows);
    const tree = wavelets.waveletPackets(wavelets.lowPassOf('d4'), { depth: 4 });
    const [levels, actual] = [tree.levels(x), bestBasis.leastCost(tree)(x).dataSync()];
    const kinds = new Set<string>();
    for (let example = 0; example < rows.rows; example++) {
      const signal = rows.data.subarray(example * 64, (example + 1) * 64);
      const energy = signal.reduce((sum, value) => sum + value ** 2, 0);
      const all = allBasisCosts(
        nodeCosts(levels, example, (c) => entropy64(c, energy)),
        2,
      );
      expect(all).toHaveLength(677);
      expect(actual[example]).toBeCloseTo(Math.min(...all), 4);
    }
    // The selected basis is the one with the reported cost.
    const masks = toRows(bestBasis.basisOf(tree)(x));
    const coefficients = toRows(bestBasis.analysis(tree)(x));
    for (let example = 0; example < rows.rows; example++) {
      const mask = masks.data.subarray(example * masks.size, (example + 1) * masks.size);
      const chosen = coefficients.data
        .subarray(example * masks.size, (example + 1) * masks.size)
        .filter((_, i) => mask[i] === 1);
      expect(chosen).toHaveLength(64);
      expect(
        entropy64(
          chosen,
          chosen.reduce((sum, value) => sum + value ** 2, 0),
        ),
      ).toBeCloseTo(actual[example]!, 3);
      kinds.add(mask.join(''));
    }
    expect(kinds.size).toBeGreaterThan(3);
  });

  it('of images has the lowest cost of all 17 bases of a tree of depth 2, each node split into four', () => {
    const x = normal64(createRng(3), [3, 16 * 16]);
    const tree = wavelets.imageWaveletPackets(wavelets.lowPassOf('haar'), { depth: 2, shape: [16, 16] });
    const actual = bestBasis.leastCost(tree, { cost: bestBasis.absoluteCost })(tensorOf(x)).dataSync();
    const levels = tree.levels(tensorOf(x));
    for (let example = 0; example < 3; example++) {
      const norm = Math.hypot(...x.data.subarray(example * 256, (example + 1) * 256));
      const cost = (c: Float32Array): number => c.reduce((sum, value) => sum + Math.abs(value), 0) / norm;
      const all = allBasisCosts(nodeCosts(levels, example, cost), 4);
      expect(all).toHaveLength(17);
      expect(actual[example]).toBeCloseTo(Math.min(...all), 3);
    }
  });

  it('is the samples themselves for a click, and the finest split for an alternating tone', () => {
    const tree = wavelets.waveletPackets(wavelets.lowPassOf('haar'), { depth: 3 });
    const x = tf.tensor2d(
      [Array.from({ length: 16 }, (_, i) => (i === 5 ? 1 : 0)), Array.from({ length: 16 }, (_, i) => (-1) ** i)],
      [2, 16],
    );
    const levelOf = (mask: Float32Array): number[] =>
      [0, 1, 2, 3].map((level) => mask.subarray(16 * level, 16 * level + 16).reduce((sum, value) => sum + value, 0));
    const masks = toRows(bestBasis.basisOf(tree)(x)).data;
    expect(levelOf(masks.subarray(0, 64))).toEqual([16, 0, 0, 0]);
    expect(levelOf(masks.subarray(64))[3]).toBeGreaterThan(0);
    expect(levelOf(masks.subarray(64))[0]).toBe(0);
    const energies = tf.square(bestBasis.f(tree)(x)).dataSync().slice(64);
    // Two coefficients hold all the energy.
    expect(Array.from(energies, (energy) => Math.round(energy)).filter((energy) => energy > 0)).toEqual([8, 8]);
  });

  it('with a threshold discards exactly the energy of the coefficients below it', () => {
    const x = toTensor(chirps(createRng(4), { examples: 5, size: 64 }));
    const tree = wavelets.waveletPackets(wavelets.lowPassOf('d8'), { depth: 3 });
    const threshold = 0.2;
    const coefficients = bestBasis.f(tree)(x);
    const small = tf.cast(tf.lessEqual(tf.abs(coefficients), threshold), 'float32');
    const expected = tf.sum(tf.mul(tf.square(coefficients), small), 1).dataSync();
    const actual = bestBasis.loss(tree, { threshold })(x).dataSync();
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  it('with the count cost has the fewest large coefficients', () => {
    const x = toTensor(chirps(createRng(4), { examples: 5, size: 64 }));
    const tree = wavelets.waveletPackets(wavelets.lowPassOf('d4'), { depth: 3 });
    const actual = bestBasis
      .leastCost(tree, { cost: bestBasis.countCost(0.1) })(x)
      .dataSync();
    const levels = tree.levels(x);
    actual.forEach((value, example) => {
      const all = allBasisCosts(
        nodeCosts(levels, example, (c) => c.filter((v) => Math.abs(v) > Math.fround(0.1)).length),
        2,
      );
      expect(value).toBe(Math.min(...all));
    });
  });
});
