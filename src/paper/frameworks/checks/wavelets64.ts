/**
 * Filters of a periodic wavelet transform, from its textbook definition in float64. Analysis and synthesis are
 * separate loops here; the library has one function and its backward pass.
 */
export interface Bank64 {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Creates a filter bank with high-pass g[n] = (−1)ⁿ h[L − 1 − n]. */
export const bank64 = (low: readonly number[]): Bank64 => ({
  low,
  high: low.map((_, n) => (n % 2 === 0 ? 1 : -1) * low[low.length - 1 - n]!),
});

/** Analysis: N samples → N/2 smooth coefficients and N/2 details. */
export function analyse64(x: ArrayLike<number>, { low, high }: Bank64): readonly [Float64Array, Float64Array] {
  const half = x.length / 2;
  const [smooth, details] = [new Float64Array(half), new Float64Array(half)];
  for (let n = 0; n < half; n++) {
    low.forEach((tap, k) => {
      smooth[n]! += tap * x[(2 * n + k) % x.length]!;
      details[n]! += high[k]! * x[(2 * n + k) % x.length]!;
    });
  }
  return [smooth, details];
}

/** Synthesis: Σₙ smooth[n] h[· − 2n] + details[n] g[· − 2n]. */
export function synthesise64(
  smooth: ArrayLike<number>,
  details: ArrayLike<number>,
  { low, high }: Bank64,
): Float64Array {
  const x = new Float64Array(2 * smooth.length);
  for (let n = 0; n < smooth.length; n++) {
    low.forEach((tap, k) => (x[(2 * n + k) % x.length]! += smooth[n]! * tap + details[n]! * high[k]!));
  }
  return x;
}

/** Wavelet transform of a signal: smooth coefficients first, then details from coarse to fine. */
export function transform64(x: ArrayLike<number>, bank: Bank64, levels: number): Float64Array {
  if (levels === 0) return Float64Array.from(x);
  const [smooth, details] = analyse64(x, bank);
  return Float64Array.from([...transform64(smooth, bank, levels - 1), ...details]);
}

/** Inverse wavelet transform of a signal. */
export function inverseTransform64(coefficients: ArrayLike<number>, bank: Bank64, levels: number): Float64Array {
  if (levels === 0) return Float64Array.from(coefficients);
  const half = coefficients.length / 2;
  const all = Array.from(coefficients);
  return synthesise64(inverseTransform64(all.slice(0, half), bank, levels - 1), all.slice(half), bank);
}

type Image = readonly Float64Array[];

/**
 * Wavelet transform of an image [H, W], separable at every level, in the library's order: LL, then
 * LH, HL, HH from coarse to fine.
 */
export function imageTransform64(image: Image, bank: Bank64, levels: number): Float64Array {
  if (levels === 0) return Float64Array.from(image.flatMap((row) => [...row]));
  const [low, high] = analyseRows(image, bank);
  const [lowLow, highLow] = analyseRows(transposed(low), bank).map(transposed) as [Image, Image];
  const [lowHigh, highHigh] = analyseRows(transposed(high), bank).map(transposed) as [Image, Image];
  const details = [lowHigh, highLow, highHigh].flatMap((band) => band.flatMap((row) => [...row]));
  return Float64Array.from([...imageTransform64(lowLow, bank, levels - 1), ...details]);
}

/** Inverse wavelet transform of an image. */
export function inverseImageTransform64(
  coefficients: Float64Array,
  bank: Bank64,
  { levels, height, width }: { readonly levels: number; readonly height: number; readonly width: number },
): Image {
  if (levels === 0) return toImage(coefficients, width);
  const size = coefficients.length / 4;
  const band = (index: number): Image => toImage(coefficients.slice(index * size, (index + 1) * size), width / 2);
  const lowLow = inverseImageTransform64(coefficients.slice(0, size), bank, {
    levels: levels - 1,
    height: height / 2,
    width: width / 2,
  });
  const low = transposed(synthesiseRows(transposed(lowLow), transposed(band(2)), bank));
  const high = transposed(synthesiseRows(transposed(band(1)), transposed(band(3)), bank));
  return synthesiseRows(low, high, bank);
}

function analyseRows(image: Image, bank: Bank64): [Image, Image] {
  const bands = image.map((row) => analyse64(row, bank));
  return [bands.map(([low]) => low), bands.map(([, high]) => high)];
}

function synthesiseRows(low: Image, high: Image, bank: Bank64): Image {
  return low.map((row, index) => synthesise64(row, high[index]!, bank));
}

function transposed(image: Image): Image {
  return Array.from(image[0]!, (_, column) => Float64Array.from(image, (row) => row[column]!));
}

function toImage(values: Float64Array, width: number): Image {
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
}
