import type { Rng } from '../../../src/rng.js';
import { addHiss } from './hiss.js';
import { between, logBetween } from './draw.js';
import { amplitudeOf, toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/**
 * Wind in a microphone: noise below 60 to 600 Hz whose level moves every 0.1 to 2 s to another one, up to 30 dB lower
 * or higher.
 */
export const gusts: Noise = (rng, sampleRateHz, out) => {
  out.fill(0);
  const cutoffHz = logBetween(rng, 60, 600);
  const gustSeconds = logBetween(rng, 0.1, 2);
  const depthDb = between(rng, 5, 30);
  addHiss(out, { rms: 1, cutoffHz }, rng, sampleRateHz);
  lowPass(out, Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz));
  modulate(out, gustSeconds * sampleRateHz, depthDb, rng);
  toUnitRms(out);
};

/** A second pole: the first alone leaves too much of the treble for wind. */
function lowPass(samples: Float32Array, keep: number): void {
  let y = 0;
  for (let i = 0; i < samples.length; i++) {
    y = samples[i]! + keep * (y - samples[i]!);
    samples[i] = y;
  }
}

/** Multiplies samples by amplitudes that move smoothly between random levels, one per `spacing` samples. */
function modulate(samples: Float32Array, spacing: number, depthDb: number, rng: Rng): void {
  const level = (): number => amplitudeOf(-depthDb * rng.uniform());
  let [from, to] = [level(), level()];
  let t = rng.uniform();
  for (let i = 0; i < samples.length; i++) {
    samples[i]! *= from + (to - from) * t * t * (3 - 2 * t);
    t += 1 / spacing;
    if (t >= 1) {
      t -= 1;
      [from, to] = [to, level()];
    }
  }
}
