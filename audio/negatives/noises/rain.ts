import { addBurst } from './burst.js';
import { between, logBetween } from './draw.js';
import { addHiss } from './hiss.js';
import { amplitudeOf, toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/**
 * Rain: 100 to 2,000 drops per second within 20 dB of the nearest, each a tone of 1 kHz or more that decays in 0.1 to
 * 0.8 ms, and the noise of those farther away, from 20 dB below the drops to 10 dB above.
 */
export const rain: Noise = (rng, sampleRateHz, out) => {
  const count = Math.ceil((logBetween(rng, 100, 2_000) * out.length) / sampleRateHz);
  const decaySeconds = logBetween(rng, 0.000_2, 0.000_8);
  const highestHz = between(rng, 0.2, 0.45) * sampleRateHz;
  const lowestHz = Math.min(1_000, highestHz / 2);
  const far = { rms: amplitudeOf(between(rng, -20, 10)), cutoffHz: logBetween(rng, 1_000, 10_000) };
  out.fill(0);
  for (let drop = 0; drop < count; drop++) {
    addBurst(
      out,
      {
        start: rng.integer(out.length),
        amplitude: amplitudeOf(-20 * rng.uniform()),
        hz: logBetween(rng, lowestHz, highestHz),
        phase: between(rng, 0, Math.PI / 4),
        decaySeconds: decaySeconds * between(rng, 0.5, 1),
      },
      sampleRateHz,
    );
  }
  toUnitRms(out);
  addHiss(out, far, rng, sampleRateHz);
  toUnitRms(out);
};
