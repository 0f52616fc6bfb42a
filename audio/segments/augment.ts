import { ConfigError } from '../../src/errors.js';
import type { Rng } from '../../src/rng.js';
import { segmentStatistics, writeSegments } from './normalise.js';
import type { Normalisation } from './settings.js';

/** Random changes of training segments, drawn anew each time a segment is read. Zeros switch them off. */
export interface Augmentation {
  /** Playback speed: a uniform factor in 1 ± speed, which changes pitch and tempo together. */
  readonly speed: number;
  /**
   * Standard deviation of the six random taps a_k of the filter 1 + Σ a_k z^-k: simulates microphones and distances.
   */
  readonly equaliser: number;
}

const TAPS = 6;

/**
 * Checks the settings of an augmentation.
 * @throws ConfigError if a setting is out of range; the message names it
 */
export function checkAugmentation({ speed, equaliser }: Augmentation): void {
  if (!(speed >= 0 && speed <= 0.5)) throw new ConfigError(`augmentation.speed must be in [0, 0.5], got ${speed}`);
  if (!(equaliser >= 0 && equaliser <= 1))
    throw new ConfigError(`augmentation.equaliser must be in [0, 1], got ${equaliser}`);
}

/** A segment's position in its recording. */
export interface SegmentPosition {
  /** Samples of the recording. */
  readonly pcm: Float32Array;
  /** Index of the segment's first sample. */
  readonly start: number;
  readonly length: number;
}

/**
 * Writes a randomly modified segment, normalised like any other. Faster playback reads more of the recording, centred
 * on the segment where possible. If the recording is too short, the speed is limited to what it allows.
 * @param position `length` samples from `start` on; the recording has at least `length` samples
 * @param settings how to modify and normalise the segment
 * @param rng random stream of this segment at this step
 * @param scratch [length], overwritten
 * @param out receives `length` values from `offset` on
 * @param offset index into `out`
 */
export function writeAugmented(
  position: SegmentPosition,
  settings: { readonly augmentation: Augmentation; readonly normalisation: Normalisation },
  rng: Rng,
  scratch: Float32Array,
  out: Float32Array,
  offset: number,
): void {
  const { length } = position;
  const { augmentation, normalisation } = settings;
  // Separate random streams: switching one change off does not alter the other.
  changeSpeed(position, 1 + augmentation.speed * (2 * rng.split('speed').uniform() - 1), scratch);
  equalise(scratch, randomTaps(augmentation.equaliser, rng.split('equaliser')));
  const layout = { count: 1, length, hop: length };
  writeSegments(scratch, 0, layout, { ...segmentStatistics(scratch, 0, layout, normalisation), first: 0 }, out, offset);
}

/** Resamples a segment to `speed` times its rate by cubic interpolation (Catmull and Rom, 1974). */
function changeSpeed({ pcm, start, length }: SegmentPosition, speed: number, out: Float32Array): void {
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

/** FIR filter in place: y[n] = x[n] + Σ a_k x[n − k], k ≥ 1. Samples before the segment count as 0. */
function equalise(x: Float32Array, taps: readonly number[]): void {
  if (taps.length === 0) return;
  // Runs backwards, so that earlier samples are still unfiltered.
  for (let n = x.length - 1; n > 0; n--) {
    let sum = x[n]!;
    for (let k = Math.min(taps.length, n); k > 0; k--) sum += taps[k - 1]! * x[n - k]!;
    x[n] = sum;
  }
}
