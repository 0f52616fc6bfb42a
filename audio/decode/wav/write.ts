import wav from 'node-wav';

/** Loudest sample of a file, of full scale: six decibels of room. */
const PEAK = 0.5;

/**
 * The bytes of a mono WAV file, 16 bits a sample. Normalised segments know no loudness: the loudest sample becomes half of full scale.
 * @param samples of any scale; silence stays silence
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const scale = loudest > 0 ? PEAK / loudest : 0;
  const scaled = samples.map((sample) => sample * scale);
  return wav.encode([scaled], { sampleRate: sampleRateHz, float: false, bitDepth: 16 });
}
