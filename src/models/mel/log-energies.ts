import { conv1d, type Tensor, tf } from '../../ops/index.js';
import { quadratureFilters, type MelFilters } from './filters.js';
import { EPSILON, FLOOR, frameCount, type MelSettings } from './settings.js';

/**
 * Returns the energies of each frame in each band.
 * @param filters result of `melFilters` for the same settings
 * @returns x [B, samples] -> [B, frames, bands]
 */
export function melEnergies(settings: MelSettings, filters: MelFilters): (x: Tensor) => Tensor {
  const { frameLength, hop, bands } = settings;
  const { pairs } = filters;
  const quadrature = quadratureFilters(settings, filters);
  // Both filters of a pair have the same weights.
  const weights = new Float32Array(2 * pairs * bands);
  for (const offset of [0, pairs * bands]) weights.set(filters.bands, offset);
  return (x) =>
    tf.tidy(() => {
      const [batch, samples] = x.shape as [number, number];
      const frames = frameCount(samples, settings);
      const waves = conv1d(tf.reshape(x, [batch, samples, 1]), tf.tensor3d(quadrature, [frameLength, 1, 2 * pairs]), {
        stride: hop,
      });
      const squares = tf.reshape<tf.Rank.R2>(tf.square(waves), [batch * frames, 2 * pairs]);
      return tf.reshape(tf.matMul(squares, tf.tensor2d(weights, [2 * pairs, bands])), [batch, frames, bands]);
    });
}

/**
 * Returns the logarithms of energies, with zero mean and unit variance in every segment. Both the division by the mean
 * energy and the centring remove loudness.
 * @param energies [B, frames, bands]
 */
export function standardisedLogarithms(energies: Tensor): Tensor {
  return tf.tidy(() => {
    const level = tf.add(tf.mean(energies, [1, 2], true), EPSILON);
    const logarithms = tf.log(tf.add(tf.div(energies, level), FLOOR));
    const centred = tf.sub(logarithms, tf.mean(logarithms, [1, 2], true));
    const variance = tf.mean(tf.square(centred), [1, 2], true);
    return tf.div(centred, tf.sqrt(tf.add(variance, EPSILON)));
  });
}
