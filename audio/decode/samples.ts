import { AudioFormatError } from '../../src/errors.js';
import type { Decoder } from './decoder.js';
import { checkSampleRate, openDecoded, type OpenAudio } from './source.js';
import type { AudioWarning, OpenAudioOptions } from './types.js';

/** Samples per chunk; limits the memory that copies take. */
const CHUNK_SAMPLES = 1 << 17;

/** Mono samples in memory. */
export interface Samples {
  /** Name for messages. */
  readonly name: string;
  /** [samples], mono, full scale ±1; copied while read, never modified. */
  readonly samples: Float32Array;
  /** Rate of these samples, a whole number. */
  readonly sampleRateHz: number;
}

/**
 * Opens samples in memory like a recording. The output is bit for bit that of a WAV file with the same 32-bit floats.
 * @param options output rate, and a signal that aborts reading
 * @throws ConfigError if one of the rates is out of range
 * @throws AudioFormatError if there are no samples
 */
export function openSamples(
  { name, samples, sampleRateHz }: Samples,
  options: Omit<OpenAudioOptions, 'ffmpeg' | 'channel'>,
): OpenAudio {
  checkSampleRate(sampleRateHz);
  checkSampleRate(options.sampleRateHz);
  if (samples.length === 0) throw new AudioFormatError(`${name}: contains no audio: it has 0 samples`);
  const warnings: AudioWarning[] = [];
  const decoder: Decoder = {
    info: {
      container: 'samples',
      codec: 'pcm_f32',
      sampleRateHz,
      channels: 1,
      durationSeconds: samples.length / sampleRateHz,
      decoder: 'none',
    },
    mayBeInvalid: true,
    lengthHint: samples.length,
    async *mono() {
      for (let at = 0; at < samples.length; at += CHUNK_SAMPLES) yield samples.slice(at, at + CHUNK_SAMPLES);
    },
    close: () => Promise.resolve(),
  };
  return openDecoded(decoder, name, warnings, options);
}
