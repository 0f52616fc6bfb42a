import { AudioFormatError } from '../../src/errors.js';
import type { Decoder } from './decoder.js';
import { checkSampleRate, openDecoded, type OpenAudio } from './source.js';
import type { AudioWarning, OpenAudioOptions } from './types.js';
import { nonFiniteNote, zeroNonFinite } from './wav/samples.js';

/** Samples at a time: what lies between them and the reader stays small. */
const PIECE_SAMPLES = 1 << 17;

/** Sound that is in memory already. */
export interface Samples {
  /** What messages call it. */
  readonly name: string;
  /** [samples], mono, full scale ±1; copied while it is read, never written to. */
  readonly samples: Float32Array;
  /** Rate of these samples, whole. */
  readonly sampleRateHz: number;
}

/**
 * Opens samples in memory as if they were a recording: read as a WAV file of 32-bit floats is, to the same bits.
 * @param options rate of the samples to give out; `signal` stops reading
 * @throws ConfigError if one of the rates is out of range
 * @throws AudioFormatError if there are no samples
 */
export function openSamples(
  { name, samples, sampleRateHz }: Samples,
  options: Omit<OpenAudioOptions, 'ffmpeg'>,
): OpenAudio {
  checkSampleRate(sampleRateHz);
  checkSampleRate(options.sampleRateHz);
  if (samples.length === 0) throw new AudioFormatError(`${name}: holds no sound: it has 0 samples`);
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
    lengthHint: samples.length,
    async *mono() {
      let invalid = 0;
      for (let at = 0; at < samples.length; at += PIECE_SAMPLES) {
        const piece = samples.slice(at, at + PIECE_SAMPLES);
        invalid += zeroNonFinite(piece);
        yield piece;
      }
      if (invalid > 0) warnings.push({ file: name, message: `${name}: ${nonFiniteNote(invalid)}` });
    },
    close: () => Promise.resolve(),
  };
  return openDecoded(decoder, name, warnings, options);
}
