import type { Rng } from '../../../src/rng.js';
import { between, logBetween } from './draw.js';
import { toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/** Gaussian noise of equal power at all frequencies. */
export const white: Noise = (rng, _sampleRateHz, out) => {
  for (let i = 0; i < out.length; i++) out[i] = rng.normal();
  toUnitRms(out);
};

/** Noise whose power falls as 1 / frequency, 3 dB per octave; from draw to draw 2.4 to 3.6 dB. */
export const pink: Noise = (rng, sampleRateHz, out) => writeColoured(between(rng, 0.8, 1.2), rng, sampleRateHz, out);

/** Noise whose power falls as 1 / frequency², 6 dB per octave; from draw to draw 5.4 to 6.6 dB. */
export const brown: Noise = (rng, sampleRateHz, out) => writeColoured(between(rng, 1.8, 2.2), rng, sampleRateHz, out);

/** Ratio of the frequencies of successive stages: their ripple is a fraction of a decibel. */
const STAGE_RATIO = 4;

/**
 * Writes noise of power 1 / frequency^exponent above a corner of 10 to 40 Hz, and white below.
 *
 * One pole lowers the power by 6 dB per octave, and a zero ends that. A series of both, evenly spaced on a logarithmic
 * axis, falls in steps: steeper, the longer each zero is after its pole.
 */
function writeColoured(exponent: number, rng: Rng, sampleRateHz: number, out: Float32Array): void {
  const cornerHz = logBetween(rng, 10, 40);
  // The filters add up many samples, so uniform ones become nearly Gaussian, at a third of the time.
  for (let i = 0; i < out.length; i++) out[i] = between(rng, -1, 1);
  for (let hz = cornerHz; hz < sampleRateHz / 2; hz *= STAGE_RATIO) {
    const pole = rootAt(hz, sampleRateHz);
    const zero = rootAt(hz * STAGE_RATIO ** (exponent / 2), sampleRateHz);
    filter(out, pole, zero);
  }
  toUnitRms(out);
}

/** Returns the root of a filter's polynomial that bends its response at a frequency. */
function rootAt(hz: number, sampleRateHz: number): number {
  return Math.exp((-2 * Math.PI * hz) / sampleRateHz);
}

/** Filters samples in place: y[n] = x[n] − zero · x[n − 1] + pole · y[n − 1]. */
function filter(samples: Float32Array, pole: number, zero: number): void {
  let previous = 0;
  let y = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]!;
    y = x - zero * previous + pole * y;
    previous = x;
    samples[i] = y;
  }
}
