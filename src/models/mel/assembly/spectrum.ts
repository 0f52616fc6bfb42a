// Band energies of four frames at a time, one per lane. A spectrum holds each complex value as 32 bytes: four real
// parts, then four imaginary parts.

/**
 * Reads four frames, `hopBytes` apart, multiplies them by the window, and stores the even samples of each as real
 * parts and the odd ones as imaginary parts of `points` complex values. The discrete Fourier transform of 2 n real
 * samples follows from that of n such values.
 */
export function complexPairs(pcm: usize, hopBytes: usize, window: usize, spectrum: usize, points: i32): void {
  const second = pcm + hopBytes;
  const third = second + hopBytes;
  const fourth = third + hopBytes;
  let offset: usize = 0;
  for (let quad = points >> 1; quad > 0; quad--) {
    const w = v128.load(window + offset);
    const a = f32x4.mul(w, v128.load(pcm + offset));
    const b = f32x4.mul(w, v128.load(second + offset));
    const c = f32x4.mul(w, v128.load(third + offset));
    const d = f32x4.mul(w, v128.load(fourth + offset));
    storeTransposed(a, b, c, d, spectrum, 16);
    offset += 16;
    spectrum += 64;
  }
  if (points & 1) {
    for (let end = offset + 8; offset < end; offset += 4) {
      const w = load<f32>(window + offset);
      store<f32>(spectrum, w * load<f32>(pcm + offset));
      store<f32>(spectrum + 4, w * load<f32>(second + offset));
      store<f32>(spectrum + 8, w * load<f32>(third + offset));
      store<f32>(spectrum + 12, w * load<f32>(fourth + offset));
      spectrum += 16;
    }
  }
}

/**
 * One stage of a Fourier transform with sorted output (Stockham): `stride` interleaved transforms of `length` become
 * radix · stride transforms of length / radix.
 * @param twiddles for each p < length / radix and 0 < k < radix: cos, then sin, of −2π p k / length
 * @param cosines for each 0 < k, j ≤ radix / 2, radix odd: cos, then sin, of 2π j k / radix; unused for radix 2
 * @param scratch 64 bytes for each j
 */
export function fourierStage(
  from: usize,
  to: usize,
  length: i32,
  stride: i32,
  radix: i32,
  twiddles: usize,
  cosines: usize,
  scratch: usize,
): void {
  const blocks = length / radix;
  const fromStep = (<usize>(stride * blocks)) << 5;
  const toStep = (<usize>stride) << 5;
  for (let p = 0; p < blocks; p++) {
    let x = from + ((<usize>(stride * p)) << 5);
    let y = to + ((<usize>(stride * radix * p)) << 5);
    for (let q = 0; q < stride; q++) {
      if (radix == 2) halves(x, fromStep, y, toStep, twiddles);
      else oddButterfly(x, fromStep, y, toStep, radix, twiddles, cosines, scratch);
      x += 32;
      y += 32;
    }
    twiddles += (<usize>(radix - 1)) << 3;
  }
}

function halves(x: usize, fromStep: usize, y: usize, toStep: usize, twiddles: usize): void {
  const ar = v128.load(x);
  const ai = v128.load(x, 16);
  const br = v128.load(x + fromStep);
  const bi = v128.load(x + fromStep, 16);
  v128.store(y, f32x4.add(ar, br));
  v128.store(y, f32x4.add(ai, bi), 16);
  storeTwiddled(y + toStep, f32x4.sub(ar, br), f32x4.sub(ai, bi), twiddles);
}

/** Transform of an odd number of values. Values j and radix − j share their cosines, and their sines but for sign. */
function oddButterfly(
  x: usize,
  fromStep: usize,
  y: usize,
  toStep: usize,
  radix: i32,
  twiddles: usize,
  cosines: usize,
  scratch: usize,
): void {
  const half = radix >> 1;
  const firstReal = v128.load(x);
  const firstImaginary = v128.load(x, 16);
  let sumReal = firstReal;
  let sumImaginary = firstImaginary;
  let low = x + fromStep;
  let high = x + fromStep * (radix - 1);
  let pair = scratch;
  for (let j = 0; j < half; j++) {
    const ar = v128.load(low);
    const ai = v128.load(low, 16);
    const br = v128.load(high);
    const bi = v128.load(high, 16);
    const real = f32x4.add(ar, br);
    const imaginary = f32x4.add(ai, bi);
    v128.store(pair, real);
    v128.store(pair, imaginary, 16);
    v128.store(pair, f32x4.sub(ar, br), 32);
    v128.store(pair, f32x4.sub(ai, bi), 48);
    sumReal = f32x4.add(sumReal, real);
    sumImaginary = f32x4.add(sumImaginary, imaginary);
    low += fromStep;
    high -= fromStep;
    pair += 64;
  }
  v128.store(y, sumReal);
  v128.store(y, sumImaginary, 16);

  low = y + toStep;
  high = y + toStep * (radix - 1);
  let lowTwiddle = twiddles;
  let highTwiddle = twiddles + ((<usize>(radix - 2)) << 3);
  for (let k = 0; k < half; k++) {
    let evenReal = firstReal;
    let evenImaginary = firstImaginary;
    let oddReal = f32x4.splat(0);
    let oddImaginary = f32x4.splat(0);
    pair = scratch;
    for (let j = 0; j < half; j++) {
      const cosine = v128.load32_splat(cosines);
      const sine = v128.load32_splat(cosines, 4);
      evenReal = f32x4.add(evenReal, f32x4.mul(cosine, v128.load(pair)));
      evenImaginary = f32x4.add(evenImaginary, f32x4.mul(cosine, v128.load(pair, 16)));
      oddReal = f32x4.add(oddReal, f32x4.mul(sine, v128.load(pair, 48)));
      oddImaginary = f32x4.add(oddImaginary, f32x4.mul(sine, v128.load(pair, 32)));
      cosines += 8;
      pair += 64;
    }
    storeTwiddled(low, f32x4.add(evenReal, oddReal), f32x4.sub(evenImaginary, oddImaginary), lowTwiddle);
    storeTwiddled(high, f32x4.sub(evenReal, oddReal), f32x4.add(evenImaginary, oddImaginary), highTwiddle);
    low += toStep;
    high -= toStep;
    lowTwiddle += 8;
    highTwiddle -= 8;
  }
}

/** Stores the product of (real, imaginary) and the twiddle factor at `twiddle`. */
function storeTwiddled(to: usize, real: v128, imaginary: v128, twiddle: usize): void {
  const cosine = v128.load32_splat(twiddle);
  const sine = v128.load32_splat(twiddle, 4);
  v128.store(to, f32x4.sub(f32x4.mul(real, cosine), f32x4.mul(imaginary, sine)));
  v128.store(to, f32x4.add(f32x4.mul(real, sine), f32x4.mul(imaginary, cosine)), 16);
}

/**
 * Computes the energies at frequencies `first` to first + count − 1 of 2 · points real samples, times four, from the
 * transform of `complexPairs`.
 * @param twiddles for each frequency k: cos, then sin, of −π k / points
 * @param energies receives 16 bytes per frequency: four frames
 */
export function powers(spectrum: usize, points: i32, first: i32, count: i32, twiddles: usize, energies: usize): void {
  let low = spectrum + ((<usize>first) << 5);
  let high = spectrum + ((<usize>(points - first)) << 5);
  for (let k = 0; k < count; k++) {
    const ar = v128.load(low);
    const ai = v128.load(low, 16);
    const br = v128.load(high);
    const bi = v128.load(high, 16);
    const cosine = v128.load32_splat(twiddles);
    const sine = v128.load32_splat(twiddles, 4);
    // Twice the transforms of the even and of the odd samples.
    const evenReal = f32x4.add(ar, br);
    const evenImaginary = f32x4.sub(ai, bi);
    const oddReal = f32x4.add(ai, bi);
    const oddImaginary = f32x4.sub(br, ar);
    const real = f32x4.add(evenReal, f32x4.sub(f32x4.mul(oddReal, cosine), f32x4.mul(oddImaginary, sine)));
    const imaginary = f32x4.add(evenImaginary, f32x4.add(f32x4.mul(oddReal, sine), f32x4.mul(oddImaginary, cosine)));
    v128.store(energies, f32x4.add(f32x4.mul(real, real), f32x4.mul(imaginary, imaginary)));
    low += 32;
    high -= 32;
    twiddles += 8;
    energies += 16;
  }
}

/**
 * Computes weighted sums of energies: the bands of four frames.
 * @param rows for each band: index of its first energy, number of energies (int32)
 * @param weights of all bands, one after another
 * @param bands a multiple of four
 * @param to receives four rows of bands
 */
export function bandEnergies(energies: usize, rows: usize, weights: usize, bands: i32, to: usize): void {
  const rowBytes = (<usize>bands) << 2;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  for (let band = 0; band < bands; band++) {
    let energy = energies + ((<usize>load<i32>(rows)) << 4);
    let sum = f32x4.splat(0);
    for (let left = load<i32>(rows, 4); left > 0; left--) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(energy), v128.load32_splat(weights)));
      energy += 16;
      weights += 4;
    }
    rows += 8;
    if ((band & 3) == 3) {
      storeTransposed(a, b, c, sum, to, rowBytes);
      to += 16;
    }
    a = b;
    b = c;
    c = sum;
  }
}

/** Stores the four columns of the matrix with rows a, b, c and d, `step` bytes apart. */
function storeTransposed(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
