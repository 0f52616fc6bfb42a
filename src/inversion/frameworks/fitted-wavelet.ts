import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import { iterate, type FitOptions } from './fitting.js';
import { gradientsOf } from './reconstruction-loss.js';
import type { BatchFunction } from '../inverse.js';
import type { Threshold, Thresholding } from './thresholding.js';
import { lowPassOfAngles } from './wavelets/index.js';

/**
 * Learns the wavelet of rows 4 and 5: the filter whose basis represents the examples with the fewest coefficients.
 * Gradient descent on R adjusts the angles of an orthogonal filter. The constraint always holds: any angles give an
 * orthonormal W.
 */
export type WaveletState = {
  /** θ₂ ... θₘ, [m − 1]; see `lowPassOfAngles`. */
  readonly angles: Tensor;
  /** Previous step, for momentum. */
  readonly velocity: Tensor;
};

export interface WaveletLossOptions {
  /** Row 4 or row 5. */
  readonly thresholding: Thresholding;
  readonly threshold: Threshold;
  /** Builds the transform of signals or images from a filter [L]. */
  readonly transform: (lowPass: Tensor) => BatchFunction;
}

export interface WaveletFitOptions extends FitOptions<WaveletState>, WaveletLossOptions {
  /** Number of filter taps, even. */
  readonly taps: number;
}

/**
 * Returns small random angles: a filter close to Haar's wavelet (all angles zero).
 * @throws ShapeError if the number of taps is odd, or below 2
 */
export function init({ taps, rng }: Pick<WaveletFitOptions, 'taps' | 'rng'>): WaveletState {
  if (!(taps >= 2 && taps % 2 === 0)) {
    throw new ShapeError(`wavelet: expected an even number of taps of at least 2, got ${taps}`);
  }
  const angles = Float32Array.from({ length: taps / 2 - 1 }, () => SPREAD * rng.normal());
  return { angles: tf.tensor1d(angles), velocity: tf.zeros([angles.length]) };
}

/** Returns R(x) with the wavelet of the given angles: a function [B, D] -> [B]. */
export const loss = (
  angles: Tensor,
  { thresholding, threshold, transform }: WaveletLossOptions,
): ((x: Tensor) => Tensor) => thresholding.loss((x) => transform(lowPassOfAngles(angles))(x), threshold);

/** Takes one step of gradient descent with momentum on ΣR / Σ‖x‖². @param x [B, D] */
export function update({ angles, velocity }: WaveletState, x: Tensor, options: WaveletLossOptions): WaveletState {
  return tf.tidy(() => {
    const residualFraction = (): Tensor => tf.div(tf.sum(loss(angles, options)(x)), tf.sum(tf.square(x)));
    const [gradient] = gradientsOf(residualFraction, [angles]);
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
