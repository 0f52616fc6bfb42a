import { relu, type Tensor, tf } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { reconstructionLoss } from './reconstruction-loss.js';

/** A threshold: one for all coefficients, a scalar tensor of the same, or [C] or [B, C], one for each. */
export type Threshold = number | Tensor;

/**
 * sign(c) max(|c| − b, 0) as relu(c − b) − relu(−c − b): two ReLU units with opposite templates and one bias. A ReLU layer is one half of
 * it, which is why the paper calls its inverse a composition of soft thresholdings.
 */
export function softThreshold(values: Tensor, threshold: Threshold): Tensor {
  return tf.sub(relu(tf.sub(values, threshold)), relu(tf.sub(tf.neg(values), threshold)));
}

/** c where |c| > b, else 0. */
export function hardThreshold(values: Tensor, threshold: Threshold): Tensor {
  return tf.mul(values, tf.cast(tf.greater(tf.abs(values), threshold), 'float32'));
}

/** A framework of one function of an analysis and a threshold. */
export interface Thresholding {
  /** The function of the row, [B, D] -> [B, C]. */
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
 * Printed is "max(⟨x, Wᵢ⟩ − bᵢ, 0) sig(⟨x, Wᵢ⟩)": the bars of the modulus are lost; without them negative coefficients would be dropped.
 */
export const softThresholding: Thresholding = {
  f: (analysis, threshold) => (x) => softThreshold(analysis(x), threshold),
  loss: (analysis, threshold) => reconstructionLoss(softThresholding.f(analysis, threshold)),
};

/**
 * Hard wavelet thresholding, Table 1, row 5:   α = f(x),   f(x)ᵢ = 1[|⟨x, Wᵢ⟩| − bᵢ > 0] ⟨x, Wᵢ⟩.
 *
 *   df(x)ᵢ/dx = 1[|cᵢ| > bᵢ] Wᵢ, the same mask as in row 4
 *   f⁻¹(x) = Σ_{|cᵢ| > bᵢ} cᵢ Wᵢ = Wᵀ hard(c, b)                      a projection: what is kept is kept whole
 *   R(x) = Σ_{|cᵢ| ≤ bᵢ} cᵢ²
 */
export const hardThresholding: Thresholding = {
  f: (analysis, threshold) => (x) => hardThreshold(analysis(x), threshold),
  loss: (analysis, threshold) => reconstructionLoss(hardThresholding.f(analysis, threshold)),
};

/**
 * The universal threshold σ √(2 ln N), above which noise of standard deviation σ hardly ever puts any of N coefficients (Donoho and
 * Johnstone, 1994), for all coefficients but the first ones, which are smooth parts and are kept.
 * @param noise σ
 * @param coefficients how many there are, and how many of them, at the beginning, have threshold 0
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
 * The standard deviation of noise, from the finest details, of which nearly all are noise: median |d| / 0.6745. Reads them back.
 * @param details any shape
 */
export function noiseLevel(details: Tensor): number {
  const sizes = Float32Array.from(details.dataSync(), Math.abs).sort();
  const middle = sizes.length >> 1;
  const median = sizes.length % 2 === 1 ? sizes[middle]! : (sizes[middle - 1]! + sizes[middle]!) / 2;
  return median / NORMAL_QUARTILE;
}

/** The third quartile of the standard normal distribution. */
const NORMAL_QUARTILE = 0.67448975;
