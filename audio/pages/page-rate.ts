import { createResampler } from '../decode/index.js';
import type { SoundPart } from './sound-part.js';

/** Sampling rate of sounds on the page: song lies below 12 kHz, and a page takes twice as many sounds as at 48 kHz. */
const PAGE_RATE_HZ = 24_000;

/** Resamples sounds of higher rates. */
export function atPageRate(sound: SoundPart): SoundPart {
  if (sound.sampleRateHz <= PAGE_RATE_HZ) return sound;
  const resampler = createResampler(sound.sampleRateHz, PAGE_RATE_HZ);
  const start = resampler.push(sound.samples);
  const end = resampler.finish();
  const samples = new Float32Array(start.length + end.length);
  samples.set(start);
  samples.set(end, start.length);
  return { ...sound, samples, sampleRateHz: PAGE_RATE_HZ };
}
