// The inner loops of the audio front end, in AssemblyScript, on four float32 SIMD lanes. javascript.ts has the same
// arithmetic in plain JavaScript, bit for bit. All addresses are in bytes.

/** target[i] = (source[i] - mean) * scale for i < count. */
export function normalise(source: usize, target: usize, count: i32, mean: f32, scale: f32): void {
  const end = source + ((<usize>count) << 2);
  const quadsEnd = source + ((<usize>(count & -4)) << 2);
  const means = f32x4.splat(mean);
  const scales = f32x4.splat(scale);
  while (source < quadsEnd) {
    v128.store(target, f32x4.mul(f32x4.sub(v128.load(source), means), scales));
    source += 16;
    target += 16;
  }
  while (source < end) {
    store<f32>(target, (load<f32>(source) - mean) * scale);
    source += 4;
    target += 4;
  }
}

/**
 * Polyphase filter: target[k] = sum over t < taps of input[position + t] * filters[phase][t]. From output to output,
 * (position, phase) advances by (positionStep, phaseStep), and phase wraps at phases. taps is a multiple of 16.
 */
export function polyphase(
  input: usize,
  filters: usize,
  target: usize,
  count: i32,
  taps: i32,
  phase: i32,
  phases: i32,
  positionStep: i32,
  phaseStep: i32,
): void {
  const end = target + ((<usize>count) << 2);
  while (target < end) {
    let x = input;
    let h = filters + ((<usize>(phase * taps)) << 2);
    const hEnd = h + ((<usize>taps) << 2);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    while (h < hEnd) {
      a = f32x4.add(a, f32x4.mul(v128.load(x), v128.load(h)));
      b = f32x4.add(b, f32x4.mul(v128.load(x, 16), v128.load(h, 16)));
      c = f32x4.add(c, f32x4.mul(v128.load(x, 32), v128.load(h, 32)));
      d = f32x4.add(d, f32x4.mul(v128.load(x, 48), v128.load(h, 48)));
      x += 64;
      h += 64;
    }
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    const low = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1);
    store<f32>(target, low + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3)));
    target += 4;
    input += (<usize>positionStep) << 2;
    phase += phaseStep;
    if (phase >= phases) {
      phase -= phases;
      input += 4;
    }
  }
}

/** target[i] = mean of the channels of frame i, times 2^-15, for i < frames. Channels are one or two int16. */
export function averageInt16(source: usize, channels: i32, frames: i32, target: usize): void {
  const end = target + ((<usize>frames) << 2);
  const scales = f32x4.splat(channels == 1 ? 1.0 / 32768.0 : 1.0 / 65536.0);
  if (channels == 1) {
    for (; target + 32 <= end; target += 32, source += 16) {
      const samples = v128.load(source);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(samples)), scales));
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(samples)), scales), 16);
    }
  } else {
    // The dot product with ones adds neighbours: the two channels of each frame.
    const ones = i16x8.splat(1);
    for (; target + 16 <= end; target += 16, source += 16) {
      const sums = i32x4.dot_i16x8_s(v128.load(source), ones);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(sums), scales));
    }
  }
  for (; target < end; target += 4) {
    let sum: i32 = load<i16>(source);
    if (channels == 2) sum += load<i16>(source, 2);
    store<f32>(target, <f32>sum * f32x4.extract_lane(scales, 0));
    source += (<usize>channels) << 1;
  }
}

/** target[i] = mean of the two channels of frame i, in float64, for i < frames. */
export function averageFloat32Pairs(source: usize, frames: i32, target: usize): void {
  const end = target + ((<usize>frames) << 2);
  const halves = f64x2.splat(0.5);
  for (; target + 8 <= end; target += 8, source += 16) {
    const pairs = v128.load(source);
    const left = f64x2.promote_low_f32x4(v128.shuffle<f32>(pairs, pairs, 0, 2, 0, 2));
    const right = f64x2.promote_low_f32x4(v128.shuffle<f32>(pairs, pairs, 1, 3, 1, 3));
    const means = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.add(left, right), halves));
    v128.store64_lane(target, means, 0);
  }
  if (target < end) store<f32>(target, <f32>((<f64>load<f32>(source) + <f64>load<f32>(source, 4)) * 0.5));
}

/**
 * Sets values that are not a number, or of a magnitude above `largest`, to 0. `count` is rounded up to a multiple of
 * four.
 * @returns their number
 */
export function silenceInvalid(x: usize, count: i32, largest: f32): i32 {
  const end = x + ((<usize>count) << 2);
  const limits = f32x4.splat(largest);
  let invalid = 0;
  for (; x < end; x += 16) {
    const values = v128.load(x);
    const valid = f32x4.le(f32x4.abs(values), limits);
    if (i32x4.all_true(valid)) continue;
    v128.store(x, v128.and(values, valid));
    invalid += 4 - popcnt(i32x4.bitmask(valid));
  }
  return invalid;
}

/**
 * Adds up samples and their squares in float64, in four interleaved sums of each. Samples after the last multiple of
 * four are added at the end.
 * @param target receives Σx, then Σx²
 */
export function sums(source: usize, count: i32, target: usize): void {
  const end = source + ((<usize>count) << 2);
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let squaresLow = f64x2.splat(0);
  let squaresHigh = f64x2.splat(0);
  for (; source + 16 <= end; source += 16) {
    const samples = v128.load(source);
    const low = f64x2.promote_low_f32x4(samples);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(samples, samples, 1, 1));
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    squaresLow = f64x2.add(squaresLow, f64x2.mul(low, low));
    squaresHigh = f64x2.add(squaresHigh, f64x2.mul(high, high));
  }
  let sum = laneSum(f64x2.add(sumLow, sumHigh));
  let squares = laneSum(f64x2.add(squaresLow, squaresHigh));
  for (; source < end; source += 4) {
    const x = <f64>load<f32>(source);
    sum += x;
    squares += x * x;
  }
  store<f64>(target, sum);
  store<f64>(target, squares, 8);
}

/**
 * Cubic interpolation (Catmull and Rom, 1974) at the positions first + i · rate, i < count, in float32.
 * @param source the sample before position 0; then samples up to two after the last position
 * @param target receives `count` values, rounded up to a multiple of four, whose positions must be inside, too
 */
export function interpolate(source: usize, first: f64, rate: f64, count: i32, target: usize): void {
  const half = f32x4.splat(0.5);
  const two = f32x4.splat(2);
  const three = f32x4.splat(3);
  const four = f32x4.splat(4);
  const five = f32x4.splat(5);
  for (let i = 0; i < count; i += 4) {
    const p = first + <f64>i * rate;
    const q = first + <f64>(i + 1) * rate;
    const r = first + <f64>(i + 2) * rate;
    const s = first + <f64>(i + 3) * rate;
    const j = <usize>p;
    const k = <usize>q;
    const l = <usize>r;
    const m = <usize>s;
    let t = f32x4.splat(<f32>(p - <f64>j));
    t = f32x4.replace_lane(t, 1, <f32>(q - <f64>k));
    t = f32x4.replace_lane(t, 2, <f32>(r - <f64>l));
    t = f32x4.replace_lane(t, 3, <f32>(s - <f64>m));
    // Four neighbours of each position, transposed.
    const u = v128.load(source + (j << 2));
    const v = v128.load(source + (k << 2));
    const w = v128.load(source + (l << 2));
    const x = v128.load(source + (m << 2));
    const uvLow = v128.shuffle<f32>(u, v, 0, 4, 1, 5);
    const uvHigh = v128.shuffle<f32>(u, v, 2, 6, 3, 7);
    const wxLow = v128.shuffle<f32>(w, x, 0, 4, 1, 5);
    const wxHigh = v128.shuffle<f32>(w, x, 2, 6, 3, 7);
    const a = v128.shuffle<f32>(uvLow, wxLow, 0, 1, 4, 5);
    const b = v128.shuffle<f32>(uvLow, wxLow, 2, 3, 6, 7);
    const c = v128.shuffle<f32>(uvHigh, wxHigh, 0, 1, 4, 5);
    const d = v128.shuffle<f32>(uvHigh, wxHigh, 2, 3, 6, 7);
    const cubic = f32x4.sub(f32x4.add(f32x4.mul(three, f32x4.sub(b, c)), d), a);
    const square = f32x4.sub(f32x4.add(f32x4.sub(f32x4.mul(two, a), f32x4.mul(five, b)), f32x4.mul(four, c)), d);
    const slope = f32x4.add(f32x4.sub(c, a), f32x4.mul(t, f32x4.add(square, f32x4.mul(t, cubic))));
    v128.store(target, f32x4.add(b, f32x4.mul(f32x4.mul(half, t), slope)));
    target += 16;
  }
}

/**
 * FIR filter: target[n] = x[n] + Σ a_k x[n − k], 1 ≤ k ≤ taps, in float32.
 * @param source x[0]; `taps` samples before it are read, too
 * @param coefficients a_1 to a_taps
 * @param target receives `count` values, rounded up to a multiple of four
 */
export function filter(source: usize, count: i32, coefficients: usize, taps: i32, target: usize): void {
  for (const end = target + ((<usize>count) << 2); target < end; target += 16) {
    let sum = v128.load(source);
    for (let k = 1; k <= taps; k++) {
      const coefficient = v128.load32_splat(coefficients + ((<usize>(k - 1)) << 2));
      sum = f32x4.add(sum, f32x4.mul(coefficient, v128.load(source - ((<usize>k) << 2))));
    }
    v128.store(target, sum);
    source += 16;
  }
}

/**
 * Of consecutive blocks X_0, X_1, ... of `stride` samples, a multiple of four, computes for each i < pairs
 * (X_2i − X_2i+1) scale, (X_2i+1 − mean) scale and (X_2i+1 − X_2i+2) scale.
 */
export function blockPairs(
  source: usize,
  stride: i32,
  pairs: i32,
  mean: f32,
  scale: f32,
  even: usize,
  middle: usize,
  odd: usize,
): void {
  const means = f32x4.splat(mean);
  const scales = f32x4.splat(scale);
  const bytes = (<usize>stride) << 2;
  for (let pair = 0; pair < pairs; pair++) {
    for (const end = source + bytes; source < end; source += 16) {
      const a = v128.load(source);
      const b = v128.load(source + bytes);
      const c = v128.load(source + 2 * bytes);
      v128.store(even, f32x4.mul(f32x4.sub(a, b), scales));
      v128.store(middle, f32x4.mul(f32x4.sub(b, means), scales));
      v128.store(odd, f32x4.mul(f32x4.sub(b, c), scales));
      even += 16;
      middle += 16;
      odd += 16;
    }
    source += bytes;
  }
}

function laneSum(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
