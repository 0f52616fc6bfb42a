import { ConfigError } from '../../src/errors.js';
import type { Rng } from '../../src/rng.js';
import { segmentStatistics, writeSegments } from './normalise.js';
import type { Normalisation } from './settings.js';

/** How segments are changed while a model is trained, anew each time that they are heard. Zeros: not at all. */
export interface Augmentation {
  /** Played faster or slower by a factor in 1 ± speed, uniform: pitch and tempo change together. */
  readonly speed: number;
  /** Standard deviation of the taps of a random filter, 1 + Σ a_k z^-k over six samples: another microphone, another distance. */
  readonly equaliser: number;
}

const TAPS = 6;

/**
 * Checks the numbers of an augmentation.
 * @throws ConfigError naming the setting
 */
export function checkAugmentation({ speed, equaliser }: Augmentation): void {
  if (!(speed >= 0 && speed <= 0.5)) throw new ConfigError(`augmentation.speed must be in [0, 0.5], got ${speed}`);
  if (!(equaliser >= 0 && equaliser <= 1))
    throw new ConfigError(`augmentation.equaliser must be in [0, 1], got ${equaliser}`);
}

/** Where a segment lies. */
export interface SegmentPosition {
  readonly pcm: Float32Array;
  readonly start: number;
  readonly length: number;
}

/**
 * Writes a segment as it might have been heard, normalised like any other. Played faster, it takes more of the recording, to both sides
 * alike where there is that much; a recording that is too short for that is played as fast as it lasts.
 * @param place what is heard, `length` samples from `start` on of a recording at least as long
 * @param settings how it is changed, and how all segments are normalised
 * @param rng of this segment at this step
 * @param scratch `length` values, overwritten
 * @param out written from `offset` on, `length` values
 * @param offset into `out`
 */
export function writeAugmented(
  place: SegmentPosition,
  settings: { readonly augmentation: Augmentation; readonly normalisation: Normalisation },
  rng: Rng,
  scratch: Float32Array,
  out: Float32Array,
  offset: number,
): void {
  const { length } = place;
  const { augmentation, normalisation } = settings;
  // Each its own stream: switching one off leaves the other as it was.
  play(place, 1 + augmentation.speed * (2 * rng.split('speed').uniform() - 1), scratch);
  equalise(scratch, randomTaps(augmentation.equaliser, rng.split('equaliser')));
  const cut = { count: 1, length, hop: length };
  writeSegments(scratch, 0, cut, { ...segmentStatistics(scratch, 0, cut, normalisation), first: 0 }, out, offset);
}

/** Reads at `speed` times the rate, by cubic interpolation (Catmull and Rom, 1974). */
function play({ pcm, start, length }: SegmentPosition, speed: number, out: Float32Array): void {
  if (speed === 1) {
    out.set(pcm.subarray(start, start + length));
    return;
  }
  const rate = Math.min(speed, (pcm.length - 1) / (length - 1));
  const span = (length - 1) * rate;
  const first = Math.min(Math.max(0, start + (length - 1 - span) / 2), pcm.length - 1 - span);
  const last = pcm.length - 1;
  for (let i = 0; i < length; i++) {
    const position = Math.min(last, first + i * rate);
    const index = Math.floor(position);
    const t = position - index;
    const b = pcm[index]!;
    const a = pcm[Math.max(0, index - 1)]!;
    const c = pcm[Math.min(last, index + 1)]!;
    const d = pcm[Math.min(last, index + 2)]!;
    out[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
}

function randomTaps(deviation: number, rng: Rng): number[] {
  return deviation === 0 ? [] : Array.from({ length: TAPS }, () => deviation * rng.normal());
}

/** y[n] = x[n] + Σ a_k x[n - k], k from 1 on, in place; before the segment there is silence. */
function equalise(x: Float32Array, taps: readonly number[]): void {
  if (taps.length === 0) return;
  // From the end: earlier samples are still as they were.
  for (let n = x.length - 1; n > 0; n--) {
    let sum = x[n]!;
    for (let k = Math.min(taps.length, n); k > 0; k--) sum += taps[k - 1]! * x[n - k]!;
    x[n] = sum;
  }
}
