import { kernels } from '../kernels/index.js';
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
  drawSegment(position, settings.augmentation, rng, scratch);
  writeSegment(scratch, settings.normalisation, out, offset);
}

/**
 * Writes a randomly modified segment as it is, not normalised.
 * @param out [length], overwritten
 */
export function drawSegment(position: SegmentPosition, augmentation: Augmentation, rng: Rng, out: Float32Array): void {
  // Separate random streams: switching one change off does not alter the other.
  const speed = 1 + augmentation.speed * (2 * rng.split('speed').uniform() - 1);
  const taps = randomTaps(augmentation.equaliser, rng.split('equaliser'));
  kernels().resampleAndFilter(position.pcm, positions(position, speed), taps, out);
}

/**
 * Writes one segment, normalised like any other.
 * @param samples [length]
 * @param out receives `length` values from `offset` on
 */
export function writeSegment(
  samples: Float32Array,
  normalisation: Normalisation,
  out: Float32Array,
  offset: number,
): void {
  const { length } = samples;
  const layout = { count: 1, length, hop: length };
  writeSegments(samples, 0, layout, { ...segmentStatistics(samples, 0, layout, normalisation), first: 0 }, out, offset);
}

/**
 * Returns the positions of a segment played at `speed` times its rate: centred on the segment, or as near to it as the
 * recording allows.
 */
function positions({ pcm, start, length }: SegmentPosition, speed: number): { first: number; rate: number } {
  if (speed === 1) return { first: start, rate: 1 };
  const rate = Math.min(speed, (pcm.length - 1) / (length - 1));
  const span = (length - 1) * rate;
  return { first: Math.min(Math.max(0, start + (length - 1 - span) / 2), pcm.length - 1 - span), rate };
}

function randomTaps(deviation: number, rng: Rng): number[] {
  return deviation === 0 ? [] : Array.from({ length: TAPS }, () => deviation * rng.normal());
}
