import { between, logBetween } from './draw.js';
import { pink, white } from './coloured.js';
import { amplitudeOf, toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/** The level changes within this time: a step would click. */
const RAMP_SECONDS = 0.004;

/**
 * Leaves, steps, brushing against the microphone: white or pink noise whose level jumps at random times, every 10 ms to
 * 1 s on average, to any other, up to 40 dB lower.
 */
export const rustle: Noise = (rng, sampleRateHz, out) => {
  const isWhite = rng.uniform() < 0.5;
  const secondsBetween = logBetween(rng, 0.01, 1);
  const depthDb = between(rng, 10, 40);
  (isWhite ? white : pink)(rng, sampleRateHz, out);
  const smoothing = 1 - Math.exp(-1 / (RAMP_SECONDS * sampleRateHz));
  let target = amplitudeOf(-depthDb * rng.uniform());
  let amplitude = target;
  let left = 0;
  for (let i = 0; i < out.length; i++) {
    if (left-- <= 0) {
      target = amplitudeOf(-depthDb * rng.uniform());
      left = -Math.log(1 - rng.uniform()) * secondsBetween * sampleRateHz;
    }
    amplitude += smoothing * (target - amplitude);
    out[i]! *= amplitude;
  }
  toUnitRms(out);
};
