import type { Rng } from '../../../src/rng.js';
import { between } from './draw.js';
import { toUnitRms } from './level.js';
import type { Noise } from './noise.js';

/** Length of the table of one period. */
const TABLE_SIZE = 2048;
/** Harmonics of more than a tenth of the table's rate would be interpolated badly. */
const MAX_HARMONICS = 40;
/** Mains frequencies stay this close to 50 or 60 Hz. */
const DRIFT_HZ = 0.15;

/**
 * Mains hum: 50 or 60 Hz and 3 to 40 harmonics at random levels that decrease with their number. The frequency drifts
 * evenly, by up to 0.3 Hz.
 */
export const hum: Noise = (rng, sampleRateHz, out) => {
  const mainsHz = rng.uniform() < 0.5 ? 50 : 60;
  const [startHz, endHz] = [between(rng, -DRIFT_HZ, DRIFT_HZ), between(rng, -DRIFT_HZ, DRIFT_HZ)];
  const audible = Math.floor(sampleRateHz / 2 / (mainsHz + DRIFT_HZ));
  const period = onePeriod(rng, Math.min(audible, 3 + rng.integer(MAX_HARMONICS - 2)));
  const perHz = TABLE_SIZE / sampleRateHz;
  let step = (mainsHz + startHz) * perHz;
  const stepGrowth = ((endHz - startHz) * perHz) / out.length;
  let position = TABLE_SIZE * rng.uniform();
  for (let i = 0; i < out.length; i++) {
    const index = Math.floor(position);
    out[i] = period[index]! + (position - index) * (period[index + 1]! - period[index]!);
    position += step;
    if (position >= TABLE_SIZE) position -= TABLE_SIZE;
    step += stepGrowth;
  }
  toUnitRms(out);
};

/** Returns [TABLE_SIZE + 1] samples of one period; the last repeats the first. */
function onePeriod(rng: Rng, harmonics: number): Float64Array {
  const period = new Float64Array(TABLE_SIZE + 1);
  const slope = between(rng, 0.5, 2);
  // Full-wave rectifiers hum at even harmonics, saturated transformers at odd ones.
  const parityLevels = [rng.uniform(), rng.uniform()] as const;
  for (let k = 1; k <= harmonics; k++) {
    const amplitude = between(rng, 0.1, 1) * parityLevels[(k % 2) as 0 | 1] * k ** -slope;
    const phase = 2 * Math.PI * rng.uniform();
    addSine(period, k, amplitude, phase);
  }
  return period;
}

function addSine(period: Float64Array, cycles: number, amplitude: number, phase: number): void {
  const turn = (2 * Math.PI * cycles) / TABLE_SIZE;
  // sin(a + turn) = 2 cos(turn) sin(a) − sin(a − turn)
  const twiceCosine = 2 * Math.cos(turn);
  let previous = amplitude * Math.sin(phase - turn);
  let current = amplitude * Math.sin(phase);
  for (let i = 0; i < period.length; i++) {
    period[i]! += current;
    [previous, current] = [current, twiceCosine * current - previous];
  }
}
