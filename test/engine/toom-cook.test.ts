import type { Matrix } from '#src/engine/kernels/convolutions/along-axes.js';
import { MAX_PRODUCTS, toomCook, type ToomCook } from '#src/engine/kernels/convolutions/toom-cook.js';
import { createRng } from '#src/rng.js';
import { describe, expect, it } from 'vitest';
import { normal } from '../helpers/normal.js';

/** All tiles that the points allow: [outputs m, filter r]. */
const TILES = Array.from({ length: MAX_PRODUCTS }, (_, i) => i + 1).flatMap((m) =>
  Array.from({ length: MAX_PRODUCTS + 1 - m }, (_, j) => [m, j + 1] as const),
);

/** Direct convolution of a square tile of (m + r - 1)^2 inputs, or, at rank 1, of its first row. */
function direct(m: number, r: number, filter: Float64Array, input: Float64Array, rank: 1 | 2): Float64Array {
  const n = m + r - 1;
  const [outputRows, filterRows] = rank === 1 ? [1, 1] : [m, r];
  return Float64Array.from({ length: outputRows * m }, (_, index) => {
    let sum = 0;
    for (let i = 0; i < filterRows; i++) {
      for (let j = 0; j < r; j++) sum += filter[i * r + j]! * input[(Math.floor(index / m) + i) * n + (index % m) + j]!;
    }
    return sum;
  });
}

function times({ rows, columns, data }: Matrix, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    x.reduce((sum, value, i) => sum + data[row * columns + i]! * value, 0),
  );
}

describe('a short convolution by evaluation and interpolation equals the direct convolution to 1e-12', () => {
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
      const transformed = times(input, d);
      const y = times(
        output,
        times(filter, g).map((value, i) => value * transformed[i]!),
      );
      direct(m, r, g, d, 1).forEach((value, i) => expect(Math.abs(y[i]! - value)).toBeLessThan(1e-12));
    }
  });

  it('and the coefficients of the bilinear form are 1 where i + j = k, else 0', () => {
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

describe('the matrices for inputs and outputs are exact in float32', () => {
  it.each(TILES)('F(%i, %i)', (m, r) => {
    const { input, output } = toomCook(m, r);
    for (const { data } of [input, output]) expect([...Float32Array.from(data)]).toEqual([...data]);
  });
});

/** Matrix product in float32: rounds after every multiplication and addition. */
function float32Product({ rows, columns, data }: Matrix, x: Float32Array, width: number): Float32Array {
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

function transposed(x: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Computes matrix x matrix^T for a square x, in float32. */
function transformTile(matrix: Matrix, x: Float32Array): Float32Array {
  const down = float32Product(matrix, x, matrix.columns);
  return transposed(
    float32Product(matrix, transposed(down, matrix.rows, matrix.columns), matrix.rows),
    matrix.rows,
    matrix.rows,
  );
}

/** One tile of the two-dimensional algorithm in float32, summed over channels. */
function tile(
  { input, filter, output }: ToomCook,
  filters: readonly Float32Array[],
  inputs: readonly Float32Array[],
): Float32Array {
  const sums = new Float32Array(input.rows ** 2);
  inputs.forEach((d, channel) => {
    const [transformed, g] = [transformTile(input, d), transformTile(filter, filters[channel]!)];
    for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + Math.fround(transformed[i]! * g[i]!);
  });
  return transformTile(output, sums);
}

describe('the float32 rounding error of the two-dimensional algorithm, relative to the outputs (L2), is below', () => {
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
    let [squaredError, squaredNorm] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw++) {
      const rng = createRng(11).split(m, r, draw);
      const single = (count: number): Float32Array => Float32Array.from(normal(rng, [count]));
      const filters = Array.from({ length: CHANNELS }, () => single(r * r));
      const inputs = Array.from({ length: CHANNELS }, () => single((m + r - 1) ** 2));
      const actual = tile(matrices, filters, inputs);
      const expected = new Float64Array(m * m);
      inputs.forEach((d, channel) => {
        const channelOutput = direct(m, r, Float64Array.from(filters[channel]!), Float64Array.from(d), 2);
        channelOutput.forEach((value, i) => (expected[i]! += value));
      });
      expected.forEach((value, i) => {
        squaredError += (actual[i]! - value) ** 2;
        squaredNorm += value ** 2;
      });
    }
    expect(Math.sqrt(squaredError / squaredNorm)).toBeLessThan(bound);
  });
});
