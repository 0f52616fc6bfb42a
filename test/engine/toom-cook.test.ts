import { describe, expect, it } from 'vitest';
import type { Matrix } from '#src/engine/compiled/kernels/convolutions/along-axes.js';
import { MOST_PRODUCTS, toomCook } from '#src/engine/compiled/kernels/convolutions/toom-cook.js';
import { createRng } from '#src/rng.js';

const times = ({ rows, columns, data }: Matrix, x: readonly number[]): number[] =>
  Array.from({ length: rows }, (_, row) => x.reduce((sum, value, i) => sum + data[row * columns + i]! * value, 0));

const CASES = [1, 2, 3, 4, 5, 6].flatMap((m) =>
  [2, 3, 4, 5].filter((r) => m + r - 1 <= MOST_PRODUCTS).map((r) => ({ m, r })),
);

describe('a short convolution by evaluation and interpolation', () => {
  it.each(CASES)('of $m outputs with a filter of $r is the convolution', ({ m, r }) => {
    const rng = createRng(7).split(m, r);
    const filter = Array.from({ length: r }, () => rng.normal());
    const input = Array.from({ length: m + r - 1 }, () => rng.normal());
    const matrices = toomCook(m, r);
    const products = times(matrices.input, input).map((value, i) => value * times(matrices.filter, filter)[i]!);
    const outputs = times(matrices.output, products);
    outputs.forEach((value, i) => {
      const direct = filter.reduce((sum, tap, j) => sum + tap * input[i + j]!, 0);
      // The matrices hold thirds and the like as float32.
      expect(Math.abs(value - direct)).toBeLessThan(2e-5);
    });
  });
});
