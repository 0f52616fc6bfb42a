/** Sizes of a correlation of [B, H, W, C] with [KH, KW, C, F] to [B, H', W', F]. */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly filters: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Vertical and horizontal. */
  readonly stride: readonly [number, number];
  /** Rows of zeros above and columns of zeros to the left. Entries past the other edges are zero too. */
  readonly pad: readonly [top: number, left: number];
}

/** Computes y [B, H', W', F]. */
export function convolve64(sizes: ConvolutionSizes, x: Float64Array, w: Float64Array): Float64Array {
  const { channels, filterHeight, filterWidth, filters } = sizes;
  const y = new Float64Array(outputPositions(sizes) * filters);
  const rows = new WeightedRows(filterHeight * filterWidth * channels);
  for (let position = 0; position < outputPositions(sizes); position++) {
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const from = inputPosition(sizes, position, tap);
      for (let c = 0; from >= 0 && c < channels; c++) rows.add(x[from * channels + c]!, (tap * channels + c) * filters);
    }
    rows.sumInto(y, position * filters, w, filters);
  }
  return y;
}

/** Computes the gradient with respect to x from dy. */
export function inputGradient64(sizes: ConvolutionSizes, dy: Float64Array, w: Float64Array): Float64Array {
  const { batch, height, width, channels, filterHeight, filterWidth, filters } = sizes;
  const dx = new Float64Array(batch * height * width * channels);
  const transposed = swapLastTwo(w, channels, filters);
  const rows = new WeightedRows(filters);
  for (let position = 0; position < outputPositions(sizes); position++) {
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const to = inputPosition(sizes, position, tap);
      if (to < 0) continue;
      if (channels === 1) {
        let sum = 0;
        for (let f = 0; f < filters; f++) sum += dy[position * filters + f]! * w[tap * filters + f]!;
        dx[to]! += sum;
      } else {
        for (let f = 0; f < filters; f++) rows.add(dy[position * filters + f]!, (tap * filters + f) * channels);
        rows.sumInto(dx, to * channels, transposed, channels);
      }
    }
  }
  return dx;
}

/** Computes the gradient with respect to the filter from dy. */
export function filterGradient64(sizes: ConvolutionSizes, x: Float64Array, dy: Float64Array): Float64Array {
  const { filterHeight, filterWidth, channels, filters } = sizes;
  const dw = new Float64Array(filterHeight * filterWidth * channels * filters);
  const positions = outputPositions(sizes);
  const rows = new WeightedRows(positions);
  for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
    const from = Int32Array.from({ length: positions }, (_, position) => inputPosition(sizes, position, tap));
    for (let c = 0; c < channels; c++) {
      for (let position = 0; position < positions; position++) {
        if (from[position]! >= 0) rows.add(x[from[position]! * channels + c]!, position * filters);
      }
      rows.sumInto(dw, (tap * channels + c) * filters, dy, filters);
    }
  }
  return dw;
}

const outputPositions = ({ batch, outHeight, outWidth }: ConvolutionSizes): number => batch * outHeight * outWidth;

/** Index of the input position that a tap of the filter reads for an output position; -1 outside of the image. */
function inputPosition(sizes: ConvolutionSizes, position: number, tap: number): number {
  const { height, width, filterWidth, outHeight, outWidth, stride, pad } = sizes;
  const row = Math.floor(position / outWidth);
  const y = (row % outHeight) * stride[0] + Math.floor(tap / filterWidth) - pad[0];
  const x = (position % outWidth) * stride[1] + (tap % filterWidth) - pad[1];
  if (y < 0 || y >= height || x < 0 || x >= width) return -1;
  return (Math.floor(row / outHeight) * height + y) * width + x;
}

/** [..., rows, columns] to [..., columns, rows]. */
function swapLastTwo(matrices: Float64Array, rows: number, columns: number): Float64Array {
  const swapped = new Float64Array(matrices.length);
  for (let start = 0; start < matrices.length; start += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++)
        swapped[start + column * rows + row] = matrices[start + row * columns + column]!;
    }
  }
  return swapped;
}

/** Rows of a matrix with a weight each. Most of the time of a test goes into adding them up, hence in fours. */
class WeightedRows {
  readonly #weights: Float64Array;
  readonly #starts: Int32Array;
  #count = 0;

  /** @param capacity largest number of rows in one sum */
  constructor(capacity: number) {
    this.#weights = new Float64Array(capacity + 3);
    this.#starts = new Int32Array(capacity + 3);
  }

  /** Adds the row that begins at `start`. Half of the weights are zeros, after ReLUs: their rows are left out. */
  add(weight: number, start: number): void {
    if (weight === 0) return;
    this.#weights[this.#count] = weight;
    this.#starts[this.#count++] = start;
  }

  /** Adds the weighted sum of all rows to `out` from `at`, and starts again without rows. */
  sumInto(out: Float64Array, at: number, matrix: Float64Array, length: number): void {
    while (this.#count % 4 !== 0) {
      this.#weights[this.#count] = 0;
      this.#starts[this.#count++] = 0;
    }
    const [weights, starts] = [this.#weights, this.#starts];
    for (let i = 0; i < this.#count; i += 4) {
      const [a, b, c, d] = [weights[i]!, weights[i + 1]!, weights[i + 2]!, weights[i + 3]!];
      const [p, q, r, s] = [starts[i]!, starts[i + 1]!, starts[i + 2]!, starts[i + 3]!];
      for (let k = 0; k < length; k++)
        out[at + k]! += a * matrix[p + k]! + b * matrix[q + k]! + c * matrix[r + k]! + d * matrix[s + k]!;
    }
    this.#count = 0;
  }
}
