/** A stage of a mixed-radix Fourier transform, as the kernel `fourierStage` takes it. */
export interface FourierStage {
  /** Length of the transforms before the stage. */
  readonly length: number;
  /** Number of interleaved transforms before the stage. */
  readonly stride: number;
  /** 2, or odd. */
  readonly radix: number;
  /** [length / radix, radix − 1, 2]: cos and sin of −2π p k / length. */
  readonly twiddles: Float32Array;
  /** [half, half, 2]: cos and sin of 2π k j / radix for 0 < k, j ≤ half = ⌊radix / 2⌋. */
  readonly cosines: Float32Array;
}

/** Returns the stages of a Fourier transform of `points` complex values: one per prime factor, the greatest first. */
export function fourierStages(points: number): FourierStage[] {
  const stages: FourierStage[] = [];
  let length = points;
  for (const radix of primeFactors(points).reverse()) {
    const half = Math.floor(radix / 2);
    stages.push({
      length,
      stride: points / length,
      radix,
      twiddles: angles(length / radix, radix - 1, (p, k) => (-2 * Math.PI * p * (k + 1)) / length),
      cosines: angles(half, half, (k, j) => (2 * Math.PI * (k + 1) * (j + 1)) / radix),
    });
    length /= radix;
  }
  return stages;
}

/** Returns [rows, columns, 2]: cos and sin of each angle. */
export function angles(rows: number, columns: number, angle: (row: number, column: number) => number): Float32Array {
  const out = new Float32Array(rows * columns * 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      out[at] = Math.cos(angle(row, column));
      out[at + 1] = Math.sin(angle(row, column));
    }
  }
  return out;
}

/** Ascending. */
function primeFactors(n: number): number[] {
  const factors: number[] = [];
  for (let factor = 2; n > 1; factor++) {
    for (; n % factor === 0; n /= factor) factors.push(factor);
  }
  return factors;
}
