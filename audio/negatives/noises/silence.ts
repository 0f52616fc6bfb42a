import type { Rng } from '../../../src/rng.js';
import { between } from './draw.js';
import { amplitudeOf } from './level.js';
import type { Noise } from './noise.js';

/** What recorders write where there is nothing to hear. */
const KINDS: readonly ((rng: Rng, out: Float32Array) => void)[] = [
  (_rng, out) => {
    out.fill(0);
  },
  ditheredSilence,
  faintNoise,
];

/** Digital silence, the dither of 16-bit audio, or white noise at −120 to −80 dB of full scale: one in three each. */
export const silence: Noise = (rng, _sampleRateHz, out) => {
  KINDS[rng.integer(KINDS.length)]!(rng, out);
};

const STEP_OF_16_BITS = 2 ** -15;

/** Triangular dither of ±1 step, rounded: a quarter of the samples differ from 0. */
function ditheredSilence(rng: Rng, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.round(rng.uniform() - rng.uniform()) * STEP_OF_16_BITS;
}

function faintNoise(rng: Rng, out: Float32Array): void {
  const rms = amplitudeOf(between(rng, -120, -80));
  for (let i = 0; i < out.length; i++) out[i] = rms * rng.normal();
}
