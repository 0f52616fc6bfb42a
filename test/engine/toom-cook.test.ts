import type { Matrix } from '#src/engine/kernels/convolutions/along-axes.js';
import { MAX_PRODUCTS, toomCook, type ToomCook } from '#src/engine/kernels/convolutions/toom-cook.js';
import { createRng } from '#src/rng.js';
import { describe, expect, it } from 'vitest';
import { normal } from '../helpers/normal.js';

/** Every tile that there are points for: [outputs m, filter r]. */
const TILES = Array.from({ length: MAX_PRODUCTS }, (_, i) => i + 1).flatMap((m) =>
  Array.from({ length: MAX_PRODUCTS + 1 - m }, (_, j) => [m, j + 1] as const),
);

/** Direct convolution of a square tile of m + r - 1 inputs; along one axis, its first row. */
function direct(m: number, r: number, filter: Float64Array, input: Float64Array, rank: 1 | 2): Float64Array {
  const n = m + r - 1;
  const [outputRows, filterRows] = rank === 1 ? [1, 1] : [m, r];
  return Float64Array.from({ length: outputRows * m }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < filterRows; i++) {
      for (let j = 0; j < r; j++) sum += filter[i * r + j]! * input[(Math.floor(at / m) + i) * n + (at % m) + j]!;
    }
    return sum;
  });
}

function times({ rows, columns, data }: Matrix, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    x.reduce((sum, value, i) => sum + data[row * columns + i]! * value, 0),
  );
}

describe('a short convolution by evaluation and interpolation is the convolution, to 1e-12', () => {
  it.each(TILES)('of %i outputs with a filter of %i', (m, r) => {
    const { input, filter, output } = toomCook(m, r);
    expect([input.rows, input.columns, filter.rows, filter.columns, output.rows, output.columns]).toEqual([
      ...[m + r - 1, m + r - 1],
      ...[m + r - 1, r],
      ...[m, m + r - 1],
    ]);
    for (let draw = 0; draw < 10; draw++) {
      const rng = createRng(7).split(m, r, draw);
      const [g, d] = [normal(rng, [r]), normal(rng, [m + r - 1])];
      const taken = times(input, d);
      const y = times(
        output,
        times(filter, g).map((value, i) => value * taken[i]!),
      );
      direct(m, r, g, d, 1).forEach((value, i) => expect(Math.abs(y[i]! - value)).toBeLessThan(1e-12));
    }
  });

  it('and the bilinear forms are equal coefficient by coefficient: 1 where i + j = k, else 0', () => {
    for (const [m, r] of TILES) {
      const { input, filter, output } = toomCook(m, r);
      const n = m + r - 1;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < r; j++) {
          for (let k = 0; k < n; k++) {
            let sum = 0;
            for (let p = 0; p < n; p++) {
              sum += output.data[i * n + p]! * filter.data[p * r + j]! * input.data[p * n + k]!;
            }
            expect(Math.abs(sum - Number(i + j === k)), `F(${m}, ${r}): y_${i}, g_${j}, d_${k}`).toBeLessThan(1e-13);
          }
        }
      }
    }
  });
});

describe('inputs are transformed by numbers that float32 holds exactly', () => {
  it.each(TILES)('F(%i, %i)', (m, r) => {
    const { input, output } = toomCook(m, r);
    for (const { data } of [input, output]) expect([...Float32Array.from(data)]).toEqual([...data]);
  });
});

/** Rounds after every multiplication and every addition, as float32 does. */
function rounded({ rows, columns, data }: Matrix, x: Float32Array, width: number): Float32Array {
  const y = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      const factor = Math.fround(data[row * columns + k]!);
      for (let c = 0; c < width; c++) {
        y[row * width + c] = y[row * width + c]! + Math.fround(factor * x[k * width + c]!);
      }
    }
  }
  return y;
}

function turned(x: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** matrix x matrix^T of a square x, in float32. */
function bothWays(matrix: Matrix, x: Float32Array): Float32Array {
  const down = rounded(matrix, x, matrix.columns);
  return turned(rounded(matrix, turned(down, matrix.rows, matrix.columns), matrix.rows), matrix.rows, matrix.rows);
}

/** A tile of the two-dimensional algorithm in float32, summed over channels as a convolution does. */
function tile(
  { input, filter, output }: ToomCook,
  filters: readonly Float32Array[],
  inputs: readonly Float32Array[],
): Float32Array {
  const sums = new Float32Array(input.rows ** 2);
  inputs.forEach((d, channel) => {
    const [taken, g] = [bothWays(input, d), bothWays(filter, filters[channel]!)];
    for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + Math.fround(taken[i]! * g[i]!);
  });
  return bothWays(output, sums);
}

describe('what the two-dimensional algorithm loses in float32, relative to the outputs (L2), is below', () => {
  const CHANNELS = 32;
  const DRAWS = 20;
  it.each([
    [2, 3, 0.4e-6],
    [3, 3, 0.8e-6],
    [4, 3, 2e-6],
    [5, 3, 3e-6],
    [6, 3, 4e-6],
    [7, 3, 15e-6],
    [4, 2, 1.5e-6],
    [7, 2, 4.5e-6],
    [2, 5, 2.5e-6],
    [4, 5, 4e-6],
  ])('F(%i, %i): %s', (m, r, bound) => {
    const matrices = toomCook(m, r);
    let [wrong, size] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw++) {
      const rng = createRng(11).split(m, r, draw);
      const single = (count: number): Float32Array => Float32Array.from(normal(rng, [count]));
      const filters = Array.from({ length: CHANNELS }, () => single(r * r));
      const inputs = Array.from({ length: CHANNELS }, () => single((m + r - 1) ** 2));
      const got = tile(matrices, filters, inputs);
      const wanted = new Float64Array(m * m);
      inputs.forEach((d, channel) => {
        const part = direct(m, r, Float64Array.from(filters[channel]!), Float64Array.from(d), 2);
        part.forEach((value, i) => (wanted[i]! += value));
      });
      wanted.forEach((value, i) => {
        wrong += (got[i]! - value) ** 2;
        size += value ** 2;
      });
    }
    expect(Math.sqrt(wrong / size)).toBeLessThan(bound);
  });
});
