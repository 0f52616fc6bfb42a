import { relu, type Tensor, tf } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { reconstructionLoss } from './reconstruction-loss.js';

/** A threshold for all coefficients (a number or scalar tensor), or one per coefficient: [C] or [B, C]. */
export type Threshold = number | Tensor;

/**
 * Returns sign(c) max(|c| − b, 0) as relu(c − b) − relu(−c − b): two ReLU units with opposite templates and one bias. A
 * ReLU layer is half of this, which is why the paper calls its inverse a composition of soft thresholdings.
 */
export function softThreshold(values: Tensor, threshold: Threshold): Tensor {
  return tf.sub(relu(tf.sub(values, threshold)), relu(tf.sub(tf.neg(values), threshold)));
}

/** Returns c where |c| > b, else 0. */
export function hardThreshold(values: Tensor, threshold: Threshold): Tensor {
  return tf.mul(values, tf.cast(tf.greater(tf.abs(values), threshold), 'float32'));
}

/** A framework defined by an analysis transform and a threshold. */
export interface Thresholding {
  /** The row's function, [B, D] -> [B, C]. */
  readonly f: (analysis: BatchFunction, threshold: Threshold) => BatchFunction;
  /** R(x) = ‖x − Wᵀ f(x)‖²: a function [B, D] -> [B]. */
  readonly loss: (analysis: BatchFunction, threshold: Threshold) => (x: Tensor) => Tensor;
}

/**
 * Soft wavelet thresholding, Table 1, row 4:   α = f(x),   f(x)ᵢ = sign(⟨x, Wᵢ⟩) max(|⟨x, Wᵢ⟩| − bᵢ, 0).
 *
 *   x [B, D], W [D, D] orthonormal, c = W x      df(x)ᵢ/dx = 1[|cᵢ| > bᵢ] Wᵢ: the mask, not the threshold
 *   f⁻¹(x) = Σ_{|cᵢ| > bᵢ} sign(cᵢ) (|cᵢ| − bᵢ) Wᵢ = Wᵀ soft(c, b)    Donoho's denoised signal
 *   R(x) = Σᵢ min(|cᵢ|, bᵢ)²
 *
 * The paper prints "max(⟨x, Wᵢ⟩ − bᵢ, 0) sig(⟨x, Wᵢ⟩)", without the absolute value; that would drop negative
 * coefficients.
 */
export const softThresholding: Thresholding = {
  f: (analysis, threshold) => (x) => softThreshold(analysis(x), threshold),
  loss: (analysis, threshold) => reconstructionLoss(softThresholding.f(analysis, threshold)),
};

/**
 * Hard wavelet thresholding, Table 1, row 5:   α = f(x),   f(x)ᵢ = 1[|⟨x, Wᵢ⟩| − bᵢ > 0] ⟨x, Wᵢ⟩.
 *
 *   df(x)ᵢ/dx = 1[|cᵢ| > bᵢ] Wᵢ, the same mask as in row 4
 *   f⁻¹(x) = Σ_{|cᵢ| > bᵢ} cᵢ Wᵢ = Wᵀ hard(c, b)                      a projection: kept coefficients are unchanged
 *   R(x) = Σ_{|cᵢ| ≤ bᵢ} cᵢ²
 */
export const hardThresholding: Thresholding = {
  f: (analysis, threshold) => (x) => hardThreshold(analysis(x), threshold),
  loss: (analysis, threshold) => reconstructionLoss(hardThresholding.f(analysis, threshold)),
};

/**
 * Returns the universal threshold σ √(2 ln N) (Donoho and Johnstone, 1994): noise of standard deviation σ rarely
 * exceeds it in any of N coefficients. The first `kept` coefficients are the smooth part and get threshold 0.
 * @param noise σ
 * @param coefficients N, and the number of leading coefficients with threshold 0
 * @returns [N]
 */
export function universalThresholds(
  noise: number,
  coefficients: { readonly size: number; readonly kept: number },
): Tensor {
  const { size, kept } = coefficients;
  const threshold = noise * Math.sqrt(2 * Math.log(size));
  return tf.tensor1d(Float32Array.from({ length: size }, (_, index) => (index < kept ? 0 : threshold)));
}

/**
 * Estimates the standard deviation of the noise from the finest details, which are nearly all noise: median |d| /
 * 0.6745. Downloads the tensor.
 * @param details any shape
 */
export function noiseLevel(details: Tensor): number {
  const sizes = Float32Array.from(details.dataSync(), Math.abs).sort();
  const middle = sizes.length >> 1;
  const median = sizes.length % 2 === 1 ? sizes[middle]! : (sizes[middle - 1]! + sizes[middle]!) / 2;
  return median / NORMAL_QUARTILE;
}

/** Third quartile of the standard normal distribution. */
const NORMAL_QUARTILE = 0.67448975;
