import type { Rng } from '../../../src/rng.js';

/**
 * Writes a random sound that is not a bird. All that varies from one sound to the next (frequencies, rates, slopes) is
 * drawn from `rng`, so equal streams give equal samples.
 * @param rng draws the sound's settings, then its samples
 * @param sampleRateHz rate of the samples; tones are below its half, above which they would be folded down
 * @param out [samples], mono, overwritten: unit RMS, except for silence
 */
export type Noise = (rng: Rng, sampleRateHz: number, out: Float32Array) => void;
