import type { Clip } from '../negatives/index.js';
import type { Rng } from '../../src/rng.js';

/** A piece of a recording without birds, as the background of a scene. */
export interface ClipPiece {
  readonly clip: Clip;
  /** Where it begins, as a fraction of the clip's length, below 1. */
  readonly startFraction: number;
}

/** Draws a clip, and where in it the piece begins. */
export function drawPiece(clips: readonly Clip[], rng: Rng): ClipPiece {
  return { clip: clips[rng.integer(clips.length)]!, startFraction: rng.uniform() };
}

/** The end of a clip fades into its beginning, which hides the seam of a repeated clip. */
const FADE_SECONDS = 0.1;

/**
 * Cuts a piece of a clip, which repeats as often as needed.
 * @param sampleRateHz that of the clip
 * @returns [samples], at the clip's own level
 */
export function pieceSamples({ clip, startFraction }: ClipPiece, samples: number, sampleRateHz: number): Float64Array {
  const source = clip.samples;
  const fade = Math.round(FADE_SECONDS * sampleRateHz);
  const period = source.length - fade;
  const start = Math.floor(startFraction * period);
  return Float64Array.from({ length: samples }, (_, i) => {
    const at = (start + i) % period;
    if (at >= fade) return source[at]!;
    // The powers of the two add to that of one, as the two are unrelated.
    const angle = (Math.PI / 2) * (at / fade);
    return Math.sin(angle) * source[at]! + Math.cos(angle) * source[period + at]!;
  });
}
