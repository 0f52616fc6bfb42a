import { addBurst } from './burst.js';
import { between, logBetween } from './draw.js';
import { addHiss } from './hiss.js';
import { amplitudeOf, toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/**
 * Sparse clicks at random times, 1 to 50 per second and at least one, over a hiss 20 to 60 dB below them. Their decay,
 * from 0.05 to 5 ms, is similar within a sound; their pitch is not.
 */
export const clicks: Noise = (rng, sampleRateHz, out) => {
  const count = Math.ceil((logBetween(rng, 1, 50) * out.length) / sampleRateHz);
  const decaySeconds = logBetween(rng, 0.000_05, 0.005);
  const loudnessRangeDb = between(rng, 0, 30);
  const hiss = { rms: amplitudeOf(between(rng, -60, -20)), cutoffHz: logBetween(rng, 500, 10_000) };
  const highestHz = 0.45 * sampleRateHz;
  const lowestHz = Math.min(200, highestHz / 2);
  out.fill(0);
  for (let click = 0; click < count; click++) {
    addBurst(
      out,
      {
        start: rng.integer(out.length),
        amplitude: amplitudeOf(-loudnessRangeDb * rng.uniform()),
        hz: logBetween(rng, lowestHz, highestHz),
        phase: between(rng, 0, Math.PI / 4),
        decaySeconds: decaySeconds * between(rng, 0.5, 1.5),
      },
      sampleRateHz,
    );
  }
  toUnitRms(out);
  addHiss(out, hiss, rng, sampleRateHz);
  toUnitRms(out);
};
