import type { SegmentGeometry } from './settings.js';

/** Coefficient of the usual first-order pre-emphasis, which attenuates what lies below most song. */
const PRE_EMPHASIS = 0.97;
/** Quantile of the levels that stands for the recording's song: the loudest may be a bump of the microphone. */
const SONG_QUANTILE = 0.95;

/**
 * Computes how loud each segment of a recording is compared with its loud ones, after pre-emphasis.
 * @param pcm samples of the recording, at least one segment
 * @returns decibels, [segments]; 0 where song is as loud as it gets
 */
export function segmentActivity(pcm: Float32Array, { length, hop }: SegmentGeometry, count: number): Float32Array {
  const squares = new Float64Array(pcm.length + 1);
  for (let i = 0, previous = 0; i < pcm.length; i++) {
    const sample = pcm[i]!;
    squares[i + 1] = squares[i]! + (sample - PRE_EMPHASIS * previous) ** 2;
    previous = sample;
  }
  const energies = Float64Array.from({ length: count }, (_, segment) => {
    const start = segment * hop;
    return Math.max(squares[Math.min(start + length, pcm.length)]! - squares[start]!, Number.MIN_VALUE);
  });
  const song = Float64Array.from(energies).sort()[Math.floor(SONG_QUANTILE * (count - 1))]!;
  return Float32Array.from(energies, (energy) => 10 * Math.log10(energy / song));
}
