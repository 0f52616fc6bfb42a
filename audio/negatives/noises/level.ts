/** Scales samples to unit RMS, in place. Samples that are all 0 stay. */
export function toUnitRms(samples: Float32Array): void {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  if (sum > 0) scale(samples, Math.sqrt(samples.length / sum));
}

/** Multiplies samples by a factor, in place. */
export function scale(samples: Float32Array, factor: number): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= factor;
}

/** Returns the amplitude ratio of a level in decibels. */
export function amplitudeOf(decibels: number): number {
  return 10 ** (decibels / 20);
}
