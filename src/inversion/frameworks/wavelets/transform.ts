import { tf, type Tensor } from '../../../ops/index.js';
import type { BatchFunction } from '../../inverse.js';
import { filterPair } from './filters.js';
import { split, splitImage } from './split.js';

export interface TransformOptions {
  /** Number of times the low-pass band is split. */
  readonly levels: number;
}

/**
 * Returns the orthonormal, periodic discrete wavelet transform of signals: W x, with W the basis of Table 1's wavelet
 * rows.
 * @param lowPass h, [L]
 * @returns a function [B, N] -> [B, N]: N / 2^levels smooth coefficients, then details from coarse to fine; it throws a
 *   ShapeError if N cannot be halved `levels` times
 */
export function waveletTransform(lowPass: Tensor, { levels }: TransformOptions): BatchFunction {
  return (x) => {
    const filters = filterPair(lowPass);
    const details: Tensor[] = [];
    let smooth = x;
    for (let level = 0; level < levels; level++) {
      const [low, high] = tf.unstack(split(smooth, filters), 2);
      smooth = low!;
      details.unshift(high!);
    }
    return tf.concat([smooth, ...details], 1);
  };
}

export interface ImageTransformOptions extends TransformOptions {
  /** Height and width. */
  readonly shape: readonly [number, number];
}

/**
 * Returns the same for images, along both axes at every level.
 * @returns a function [B, H W] -> [B, H W]: H W / 4^levels smooth coefficients, then details from coarse to fine
 */
export function imageWaveletTransform(lowPass: Tensor, { levels, shape }: ImageTransformOptions): BatchFunction {
  return (x) => {
    const batch = x.shape[0];
    const filters = filterPair(lowPass);
    const details: Tensor[] = [];
    let smooth: Tensor = tf.reshape(x, [batch, ...shape]);
    for (let level = 0; level < levels; level++) {
      const [low, ...others] = tf.unstack(splitImage(smooth, filters), 1);
      smooth = low!;
      details.unshift(...others.map((band) => tf.reshape(band, [batch, -1])));
    }
    return tf.concat([tf.reshape(smooth, [batch, -1]), ...details], 1);
  };
}

/** Returns the matrix of a linear analysis of size-D inputs, [C, D]; row i is the atom Wᵢ. */
export function atomsOf(analysis: BatchFunction, size: number): Tensor {
  return tf.tidy(() => tf.transpose(analysis(tf.eye(size))));
}
