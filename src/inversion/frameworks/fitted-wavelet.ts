import { tf, type Tensor } from '../../ops/index.js';
import { iterate, type FitOptions } from './fitting.js';
import { gradientsOf } from './reconstruction-loss.js';
import type { BatchFunction } from '../inverse.js';
import type { Threshold, Thresholding } from './thresholding.js';
import { lowPassOfAngles } from './wavelets/index.js';

/**
 * The wavelet itself as what is learned in rows 4 and 5: the filter whose basis says examples with the fewest coefficients, found by
 * gradient descent on R over the angles of orthogonal filters. The constraint needs no care: any angles give an orthonormal W.
 */
export type WaveletState = {
  /** θ₂ ... θₘ, [m − 1]; see `lowPassOfAngles`. */
  readonly angles: Tensor;
  /** The last step, for momentum. */
  readonly velocity: Tensor;
};

/** What R is of. */
export interface WaveletLossOptions {
  /** Row 4 or row 5. */
  readonly thresholding: Thresholding;
  readonly threshold: Threshold;
  /** What is made of a filter, [L]: a transform of signals, or of images. */
  readonly transform: (lowPass: Tensor) => BatchFunction;
}

export interface WaveletFitOptions extends FitOptions<WaveletState>, WaveletLossOptions {
  /** Taps of the filter, even. */
  readonly taps: number;
}

/** Angles near those of Haar's wavelet, which has none. */
export function init({ taps, rng }: Pick<WaveletFitOptions, 'taps' | 'rng'>): WaveletState {
  const angles = Float32Array.from({ length: taps / 2 - 1 }, () => SPREAD * rng.normal());
  return { angles: tf.tensor1d(angles), velocity: tf.zeros([angles.length]) };
}

/** R(x) with the wavelet of some angles: a function [B, D] -> [B]. */
export const loss = (
  angles: Tensor,
  { thresholding, threshold, transform }: WaveletLossOptions,
): ((x: Tensor) => Tensor) => thresholding.loss((x) => transform(lowPassOfAngles(angles))(x), threshold);

/** One step of gradient descent, with momentum, on the share of energy that R is. @param x [B, D] */
export function update({ angles, velocity }: WaveletState, x: Tensor, options: WaveletLossOptions): WaveletState {
  return tf.tidy(() => {
    const share = (): Tensor => tf.div(tf.sum(loss(angles, options)(x)), tf.sum(tf.square(x)));
    const [gradient] = gradientsOf(share, [angles]);
    const step = tf.sub(tf.mul(MOMENTUM, velocity), tf.mul(LEARNING_RATE, gradient!));
    return { angles: tf.add(angles, step), velocity: step };
  });
}

/** Fits a wavelet to examples. @param x [B, D] */
export function fit(x: Tensor, options: WaveletFitOptions): WaveletState {
  return iterate(init(options), (state) => update(state, x, options), options);
}

const SPREAD = 0.01;
const MOMENTUM = 0.9;
const LEARNING_RATE = 0.1;
