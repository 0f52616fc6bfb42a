import { between, logBetween } from './draw.js';
import { addHiss } from './hiss.js';
import { amplitudeOf, toUnitRms } from './level.js';
import type { Noise } from './noise.js';

const MAX_HARMONICS = 8;
/** Of the sampling rate; a tone above half of it would be folded down. */
const HIGHEST_FRACTION = 0.45;
/** A tone that is switched at once would click. */
const RAMP_SECONDS = 0.003;
/** Samples between changes of the pitch. */
const PITCH_STEP = 32;

/**
 * Motors, alarms, feedback: a steady tone of 300 Hz to 8 kHz, at low rates up to 0.45 of the rate, with up to 8
 * harmonics, whose pitch wavers by up to 2 %, 0.1 to 5 times a second, over a hiss 10 to 60 dB below it. Half of them
 * are switched on and off, every 0.05 to 2 s.
 */
export const whine: Noise = (rng, sampleRateHz, out) => {
  const highestHz = HIGHEST_FRACTION * sampleRateHz;
  const maxHz = Math.min(8_000, highestHz);
  const hz = logBetween(rng, Math.min(300, maxHz / 2), maxHz);
  const wanted = 1 + rng.integer(MAX_HARMONICS);
  const audible = Math.max(1, Math.min(wanted, Math.floor(highestHz / hz)));
  const decay = between(rng, 0.2, 0.9);
  const waver = { depth: between(rng, 0, 0.02), hz: logBetween(rng, 0.1, 5), phase: between(rng, 0, 2 * Math.PI) };
  const period = rng.uniform() < 0.5 ? logBetween(rng, 0.05, 2) * sampleRateHz : Infinity;
  const offset = rng.uniform();
  const hiss = { rms: amplitudeOf(between(rng, -60, -10)), cutoffHz: logBetween(rng, 500, 10_000) };
  const ramp = 1 - Math.exp(-1 / (RAMP_SECONDS * sampleRateHz));
  let [cosine, sine, amplitude] = [1, 0, 0];
  let [stepCosine, stepSine] = [1, 0];
  for (let i = 0; i < out.length; i++) {
    if (i % PITCH_STEP === 0) {
      const turn = 2 * Math.PI * waver.hz * (i / sampleRateHz) + waver.phase;
      const step = (2 * Math.PI * hz * (1 + waver.depth * Math.sin(turn))) / sampleRateHz;
      [stepCosine, stepSine] = [Math.cos(step), Math.sin(step)];
    }
    const isOn = period === Infinity || (i / period + offset) % 1 < 0.5;
    amplitude += ramp * ((isOn ? 1 : 0) - amplitude);
    out[i] = amplitude * harmonicSum(cosine, sine, audible, decay);
    const before = cosine;
    cosine = before * stepCosine - sine * stepSine;
    sine = before * stepSine + sine * stepCosine;
  }
  toUnitRms(out);
  addHiss(out, hiss, rng, sampleRateHz);
  toUnitRms(out);
};

/** Sum of decayⁿ⁻¹ sin(n a) for n from 1: sin((n + 1) a) = 2 cos(a) sin(n a) − sin((n − 1) a). */
function harmonicSum(cosine: number, sine: number, count: number, decay: number): number {
  let sum = 0;
  let gain = 1;
  let previous = 0;
  let current = sine;
  for (let n = 1; n <= count; n++) {
    sum += gain * current;
    gain *= decay;
    const next = 2 * cosine * current - previous;
    previous = current;
    current = next;
  }
  return sum;
}
