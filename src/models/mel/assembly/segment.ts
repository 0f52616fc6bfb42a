// The energies of one segment, [frames, bands], and statistics of each band over time. The number of bands is a
// multiple of four.

/** Returns the sum of `count` values, a multiple of four. */
export function sum(x: usize, count: i32): f32 {
  const end = x + ((<usize>count) << 2);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; x + 64 <= end; x += 64) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
  }
  for (; x < end; x += 16) a = f32x4.add(a, v128.load(x));
  return laneSum(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/**
 * Replaces values by log(scale · x + floor), minus the first of these logarithms: silence becomes exactly 0.
 * @param count a multiple of four
 * @param sums receives Σy and Σy² of the results y
 */
export function logarithms(x: usize, count: i32, scale: f32, floor: f32, sums: usize): void {
  const end = x + ((<usize>count) << 2);
  const scales = f32x4.splat(scale);
  const floors = f32x4.splat(floor);
  const first = naturalLogarithm(f32x4.add(f32x4.mul(v128.load32_splat(x), scales), floors));
  let total = f32x4.splat(0);
  let squares = f32x4.splat(0);
  for (; x < end; x += 16) {
    const logarithm = naturalLogarithm(f32x4.add(f32x4.mul(v128.load(x), scales), floors));
    const y = f32x4.sub(logarithm, first);
    v128.store(x, y);
    total = f32x4.add(total, y);
    squares = f32x4.add(squares, f32x4.mul(y, y));
  }
  store<f32>(sums, laneSum(total));
  store<f32>(sums, laneSum(squares), 4);
}

/** 2/7, 2/5, 2/3, log 2, √½ and the bits of a mantissa. */
const LOGARITHM = memory.data<u32>([0x3e924925, 0x3ecccccd, 0x3f2aaaab, 0x3f317218, 0x3f3504f3, 0x007fffff]);

/**
 * Natural logarithm of normal positive numbers x = m · 2^e with m in [√½, √2). With s = (m − 1) / (m + 1),
 * log m is 2 (s + s³/3 + s⁵/5 + s⁷/7) within 3e-8. Constants are read from memory: V8 would build them in every
 * iteration.
 */
function naturalLogarithm(x: v128): v128 {
  const lowest = v128.load32_splat(LOGARITHM, 16);
  // Moves the interval from [1, 2) to [√½, √2).
  const shifted = i32x4.sub(x, lowest);
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, v128.load32_splat(LOGARITHM, 20)), lowest);
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const square = f32x4.mul(s, s);
  let y = f32x4.add(f32x4.mul(v128.load32_splat(LOGARITHM), square), v128.load32_splat(LOGARITHM, 4));
  y = f32x4.add(f32x4.mul(y, square), v128.load32_splat(LOGARITHM, 8));
  y = f32x4.mul(f32x4.mul(y, square), s);
  y = f32x4.add(y, f32x4.mul(exponent, v128.load32_splat(LOGARITHM, 12)));
  return f32x4.add(y, f32x4.add(s, s));
}

/**
 * Computes mean, maximum, and square root of `factor` times variance plus `floor`, of each band over time.
 * @param to receives [3, bands]
 */
export function moments(x: usize, frames: i32, bands: i32, factor: f32, floor: f32, to: usize): void {
  const rowBytes = (<usize>bands) << 2;
  const end = x + rowBytes;
  const inverse = f32x4.splat(1 / <f32>frames);
  const factors = f32x4.splat(factor / <f32>frames);
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
    v128.store(to + 2 * rowBytes, f32x4.sqrt(f32x4.add(f32x4.mul(squares, factors), f32x4.splat(floor))));
    to += 16;
  }
}

/**
 * Computes the mean of |later − earlier| over `rows` rows for each of `columns` bands. Values up to the next multiple
 * of 16 columns are undefined.
 * @param later first value of x[t + frames, m + bands]
 * @param earlier first value of x[t, m]
 */
export function changes(later: usize, earlier: usize, rows: i32, columns: i32, bands: i32, to: usize): void {
  const rowBytes = (<usize>bands) << 2;
  const inverse = f32x4.splat(1 / <f32>rows);
  for (const end = to + ((<usize>columns) << 2); to < end; to += 64) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let x = later;
    let y = earlier;
    for (let t = 0; t < rows; t++) {
      a = f32x4.add(a, f32x4.abs(f32x4.sub(v128.load(x), v128.load(y))));
      b = f32x4.add(b, f32x4.abs(f32x4.sub(v128.load(x, 16), v128.load(y, 16))));
      c = f32x4.add(c, f32x4.abs(f32x4.sub(v128.load(x, 32), v128.load(y, 32))));
      d = f32x4.add(d, f32x4.abs(f32x4.sub(v128.load(x, 48), v128.load(y, 48))));
      x += rowBytes;
      y += rowBytes;
    }
    v128.store(to, f32x4.mul(a, inverse));
    v128.store(to, f32x4.mul(b, inverse), 16);
    v128.store(to, f32x4.mul(c, inverse), 32);
    v128.store(to, f32x4.mul(d, inverse), 48);
    later += 64;
    earlier += 64;
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
