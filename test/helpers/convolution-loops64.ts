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
  const { batch, outHeight, outWidth, channels, filters } = sizes;
  const y = new Float64Array(batch * outHeight * outWidth * filters);
  forEachTap(sizes, (from, tap, to) => {
    for (let c = 0, k = tap; c < channels; c++, k += filters) {
      const value = x[from + c]!;
      for (let f = 0; f < filters; f++) y[to + f]! += value * w[k + f]!;
    }
  });
  return y;
}

/** Computes the gradient with respect to x from dy. */
export function inputGradient64(sizes: ConvolutionSizes, dy: Float64Array, w: Float64Array): Float64Array {
  const { batch, height, width, channels, filters } = sizes;
  const dx = new Float64Array(batch * height * width * channels);
  forEachTap(sizes, (from, tap, to) => {
    for (let c = 0, k = tap; c < channels; c++, k += filters) {
      let sum = 0;
      for (let f = 0; f < filters; f++) sum += dy[to + f]! * w[k + f]!;
      dx[from + c]! += sum;
    }
  });
  return dx;
}

/** Computes the gradient with respect to the filter from dy. */
export function filterGradient64(sizes: ConvolutionSizes, x: Float64Array, dy: Float64Array): Float64Array {
  const { filterHeight, filterWidth, channels, filters } = sizes;
  const dw = new Float64Array(filterHeight * filterWidth * channels * filters);
  forEachTap(sizes, (from, tap, to) => {
    for (let c = 0, k = tap; c < channels; c++, k += filters) {
      const value = x[from + c]!;
      for (let f = 0; f < filters; f++) dw[k + f]! += value * dy[to + f]!;
    }
  });
  return dw;
}

/**
 * Visits every combination of input position, filter tap and output position; passes the index of the first channel
 * of each.
 */
function forEachTap(sizes: ConvolutionSizes, visit: (from: number, tap: number, to: number) => void): void {
  const { batch, height, width, channels, filterHeight, filterWidth, filters, outHeight, outWidth } = sizes;
  const [down, across] = sizes.stride;
  const [top, left] = sizes.pad;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const to = ((b * outHeight + oy) * outWidth + ox) * filters;
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * down + ky - top;
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const column = ox * across + kx - left;
            if (column < 0 || column >= width) continue;
            visit(((b * height + y) * width + column) * channels, (ky * filterWidth + kx) * channels * filters, to);
          }
        }
      }
    }
  }
}
