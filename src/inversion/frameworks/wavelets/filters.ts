import { ShapeError } from '../../../errors.js';
import { tf, type Tensor } from '../../../ops/index.js';

const ROOT_3 = Math.sqrt(3);
const ROOT_10 = Math.sqrt(10);
const ROOT_5_2 = Math.sqrt(5 + 2 * ROOT_10);

/**
 * Low-pass taps h of Daubechies' minimum-phase orthogonal wavelets, by number of taps: Σ h = √2, Σ h[n] h[n + 2m] =
 * δ(m), and L/2 vanishing moments (Daubechies, "Ten Lectures on Wavelets", 1992, table 6.1). `d4` has four taps; it is
 * also called db2.
 */
export const WAVELETS = {
  haar: [1, 1].map((tap) => tap / Math.SQRT2),
  d4: [1 + ROOT_3, 3 + ROOT_3, 3 - ROOT_3, 1 - ROOT_3].map((tap) => tap / (4 * Math.SQRT2)),
  d6: [
    1 + ROOT_10 + ROOT_5_2,
    5 + ROOT_10 + 3 * ROOT_5_2,
    10 - 2 * ROOT_10 + 2 * ROOT_5_2,
    10 - 2 * ROOT_10 - 2 * ROOT_5_2,
    5 + ROOT_10 - 3 * ROOT_5_2,
    1 + ROOT_10 - ROOT_5_2,
  ].map((tap) => tap / (16 * Math.SQRT2)),
  d8: [
    0.2303778133088964, 0.7148465705529155, 0.6308807679298587, -0.0279837694168599, -0.1870348117190931,
    0.0308413818355607, 0.0328830116668852, -0.01059740178506903,
  ],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type WaveletName = keyof typeof WAVELETS;

/** Returns the low-pass taps of a wavelet, [L]; the caller owns them. */
export const lowPassOf = (name: WaveletName): Tensor => tf.tensor1d([...WAVELETS[name]]);

/**
 * Returns both filters of an orthogonal filter bank: h and its mirror g[n] = (−1)ⁿ h[L − 1 − n].
 * @param lowPass h, [L], L even
 * @returns [L, 1, 2], the kernel of a convolution
 * @throws ShapeError if the number of taps is odd
 */
export function filterPair(lowPass: Tensor): Tensor {
  const taps = lowPass.size;
  if (lowPass.rank !== 1 || taps % 2 !== 0) {
    throw new ShapeError(`wavelet: expected an even number of taps, [L], got [${lowPass.shape.join(', ')}]`);
  }
  return tf.tidy(() => {
    const signs = tf.tensor1d(Float32Array.from({ length: taps }, (_, index) => (index % 2 === 0 ? 1 : -1)));
    return tf.expandDims(tf.stack([lowPass, tf.mul(signs, tf.reverse(lowPass, 0))], 1), 1);
  });
}

/**
 * Returns the constraint violation of a filter: max |Σ h[n] h[n + 2m] − δ(m)|, a scalar. If it is zero, transforms and
 * packets of h have orthonormal rows.
 * @param lowPass h, [L]
 */
export function filterViolation(lowPass: Tensor): Tensor {
  return tf.tidy(() => {
    const taps = lowPass.size;
    const products = Array.from({ length: taps / 2 }, (_, shift) => {
      const overlap = taps - 2 * shift;
      const product = tf.sum(tf.mul(tf.slice(lowPass, 0, overlap), tf.slice(lowPass, 2 * shift, overlap)));
      return tf.abs(tf.sub(product, shift === 0 ? 1 : 0));
    });
    return tf.max(tf.stack(products));
  });
}

/**
 * Parametrises every orthogonal filter with L = 2 m taps by m angles, as a chain of rotations and delays (Vaidyanathan
 * and Hoang, 1988):
 *
 *   (h, g) <- (cos θ h + sin θ z⁻² g, −sin θ h + cos θ z⁻² g),
 *
 * starting from h = [cos θ₁, sin θ₁], g = [−sin θ₁, cos θ₁]
 *
 * It is orthogonal for any angles, so gradient descent on R may move them freely. Σ θ = π/4 makes g sum to zero, so
 * constants have no details; the first angle follows from the others.
 * @param angles θ₂ ... θₘ, [m − 1]; empty for Haar's wavelet
 * @returns h, [2 m]
 */
export function lowPassOfAngles(angles: Tensor): Tensor {
  return tf.tidy(() => {
    // Slices: TensorFlow.js's gradient of unstacking a single element fails.
    const others = Array.from({ length: angles.size }, (_, index) => tf.reshape(tf.slice(angles, index, 1), []));
    const first = tf.sub(
      Math.PI / 4,
      others.reduce<Tensor>((sum, angle) => tf.add(sum, angle), tf.scalar(0)),
    );
    let low = tf.stack([tf.cos(first), tf.sin(first)]);
    let high = tf.stack([tf.neg(tf.sin(first)), tf.cos(first)]);
    for (const angle of others) {
      const early = tf.pad(low, [[0, 2]]);
      const late = tf.pad(high, [[2, 0]]);
      const [cosine, sine] = [tf.cos(angle), tf.sin(angle)];
      low = tf.add(tf.mul(cosine, early), tf.mul(sine, late));
      high = tf.sub(tf.mul(cosine, late), tf.mul(sine, early));
    }
    return low;
  });
}
