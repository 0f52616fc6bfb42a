// The energies of one segment, [frames, bands], and statistics of each band over time. The number of bands is a
// multiple of four.

/**
 * Replaces energies e, times `gain`, by the logarithms of e / (mean e + epsilon) + floor, with zero mean and unit
 * variance over the segment.
 * @param to receives `count` values, a multiple of four
 */
export function standardisedLogarithms(
  energies: usize,
  to: usize,
  count: i32,
  gain: f32,
  epsilon: f32,
  floor: f32,
): void {
  const bytes = (<usize>count) << 2;
  let sums = f32x4.splat(0);
  for (let offset: usize = 0; offset < bytes; offset += 16) sums = f32x4.add(sums, v128.load(energies + offset));
  const scale = f32x4.splat(gain / ((laneSum(sums) / <f32>count) * gain + epsilon));
  const floors = f32x4.splat(floor);
  for (let offset: usize = 0; offset < bytes; offset += 16) {
    v128.store(to + offset, naturalLogarithm(f32x4.add(f32x4.mul(v128.load(energies + offset), scale), floors)));
  }

  // Differences from the first value: all are 0 in silence, where else the rounding of the mean would be what is left.
  const first = v128.load32_splat(to);
  sums = f32x4.splat(0);
  let squares = f32x4.splat(0);
  for (let offset: usize = 0; offset < bytes; offset += 16) {
    const difference = f32x4.sub(v128.load(to + offset), first);
    sums = f32x4.add(sums, difference);
    squares = f32x4.add(squares, f32x4.mul(difference, difference));
  }
  const mean: f64 = <f64>laneSum(sums) / <f64>count;
  const variance = <f64>laneSum(squares) / <f64>count - mean * mean;
  const offsets = f32x4.add(first, f32x4.splat(<f32>mean));
  const factors = f32x4.splat(<f32>(1 / Math.sqrt(max(0, variance) + epsilon)));
  for (let offset: usize = 0; offset < bytes; offset += 16) {
    v128.store(to + offset, f32x4.mul(f32x4.sub(v128.load(to + offset), offsets), factors));
  }
}

/** Coefficients of Cephes's `logf`, from the highest power down; then −log 2 in two parts, the smaller one first. */
const LOGARITHM = memory.data<f32>([
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, -2.1219444e-4, 0.693359375,
]);

/**
 * Natural logarithm of normal positive numbers: x = m · 2^e with m in [√½, √2), and a polynomial for log m. Its
 * coefficients are read from memory, which is faster than constants: V8 builds a constant anew in every iteration.
 */
function naturalLogarithm(x: v128): v128 {
  // Moves the interval from [1, 2) to [√½, √2): 0x3f3504f3 is √½.
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, f32x4.splat(1));
  const square = f32x4.mul(m, m);
  let y = v128.load32_splat(LOGARITHM);
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 4));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 8));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 12));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 16));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 20));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 24));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 28));
  y = f32x4.add(f32x4.mul(y, m), v128.load32_splat(LOGARITHM, 32));
  y = f32x4.mul(f32x4.mul(y, m), square);
  // log 2 in two parts, so that its product with an exponent loses nothing.
  y = f32x4.add(y, f32x4.mul(exponent, v128.load32_splat(LOGARITHM, 36)));
  y = f32x4.sub(y, f32x4.mul(f32x4.splat(0.5), square));
  return f32x4.add(f32x4.add(m, y), f32x4.mul(exponent, v128.load32_splat(LOGARITHM, 40)));
}

/**
 * Computes mean, maximum, and square root of variance plus `floor`, of each band over time.
 * @param to receives [3, bands]
 */
export function moments(x: usize, frames: i32, bands: i32, floor: f32, to: usize): void {
  const rowBytes = (<usize>bands) << 2;
  const end = x + rowBytes;
  const inverse = f32x4.splat(1 / <f32>frames);
  for (; x < end; x += 16) {
    let sum = f32x4.splat(0);
    let most = f32x4.splat(-Infinity);
    let row = x;
    for (let t = 0; t < frames; t++) {
      const value = v128.load(row);
      sum = f32x4.add(sum, value);
      most = f32x4.pmax(most, value);
      row += rowBytes;
    }
    const mean = f32x4.mul(sum, inverse);
    let squares = f32x4.splat(0);
    row = x;
    for (let t = 0; t < frames; t++) {
      const centred = f32x4.sub(v128.load(row), mean);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
      row += rowBytes;
    }
    v128.store(to, mean);
    v128.store(to + rowBytes, most);
    v128.store(to + 2 * rowBytes, f32x4.sqrt(f32x4.add(f32x4.mul(squares, inverse), f32x4.splat(floor))));
    to += 16;
  }
}

/**
 * Computes the mean of |later − earlier| over `rows` rows for each of `columns` bands; columns up to the next multiple
 * of four are undefined.
 * @param later first value of x[t + frames, m + bands]
 * @param earlier first value of x[t, m]
 */
export function changes(later: usize, earlier: usize, rows: i32, columns: i32, bands: i32, to: usize): void {
  const rowBytes = (<usize>bands) << 2;
  const inverse = f32x4.splat(1 / <f32>rows);
  const end = to + ((<usize>columns) << 2);
  for (; to < end; to += 16) {
    let sum = f32x4.splat(0);
    let a = later;
    let b = earlier;
    for (let t = 0; t < rows; t++) {
      sum = f32x4.add(sum, f32x4.abs(f32x4.sub(v128.load(a), v128.load(b))));
      a += rowBytes;
      b += rowBytes;
    }
    v128.store(to, f32x4.mul(sum, inverse));
    later += 16;
    earlier += 16;
  }
}

/** x[i] = (x[i] − offset) · factor for i < count; values up to the next multiple of four are changed as well. */
export function rescale(x: usize, count: i32, offset: f32, factor: f32): void {
  const offsets = f32x4.splat(offset);
  const factors = f32x4.splat(factor);
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) {
    v128.store(x, f32x4.mul(f32x4.sub(v128.load(x), offsets), factors));
  }
}

function laneSum(x: v128): f32 {
  const low = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return low + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
