import wav from 'node-wav';

/** Peak of the file, as a fraction of full scale: 6 dB of headroom. */
const PEAK = 0.5;

/**
 * Encodes a mono WAV file with 16 bits per sample. The peak is scaled to half of full scale, because normalised
 * segments have no absolute level.
 * @param samples in any scale; silence stays silence
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  const scale = peak > 0 ? PEAK / peak : 0;
  const scaled = samples.map((sample) => sample * scale);
  return wav.encode([scaled], { sampleRate: sampleRateHz, float: false, bitDepth: 16 });
}
