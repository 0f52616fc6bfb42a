// The two inner loops of the audio front end, in AssemblyScript, on four float32 SIMD lanes. kernels.ts has the same
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
