import type { SegmentGeometry } from './settings.js';

/** Coefficient of the usual first-order pre-emphasis, which attenuates what lies below most song. */
const PRE_EMPHASIS = 0.97;
/** Quantile of the levels that stands for the recording's song: the loudest may be a bump of the microphone. */
const SONG_QUANTILE = 0.95;

/**
 * Computes how loud each segment of a recording is compared with its loud ones, after pre-emphasis.
 * @param pcm samples of the recording, at least one segment
 * @returns decibels, [segments]; 0 where song is as loud as it gets; -Infinity throughout a recording without sound
 */
export function segmentActivity(pcm: Float32Array, { length, hop }: SegmentGeometry, count: number): Float32Array {
  const energies = new Float64Array(count);
  // Sums up to each sample, noted where segments start and end: an array of all would be twice as large as the samples.
  let [sum, previous, started, ended] = [0, 0, 0, 0];
  for (let i = 0; i <= pcm.length; i++) {
    for (; started < count && started * hop === i; started++) energies[started] = -sum;
    for (; ended < started && Math.min(ended * hop + length, pcm.length) === i; ended++) energies[ended]! += sum;
    if (i === pcm.length) break;
    const sample = pcm[i]!;
    sum += (sample - PRE_EMPHASIS * previous) ** 2;
    previous = sample;
  }
  const song = Float64Array.from(energies).sort()[Math.floor(SONG_QUANTILE * (count - 1))]!;
  // In a recording without any sound, nothing is as loud as song.
  if (song <= 0) return new Float32Array(count).fill(-Infinity);
  return Float32Array.from(energies, (energy) => 10 * Math.log10(Math.max(energy, Number.MIN_VALUE) / song));
}
