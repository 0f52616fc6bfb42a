import { AudioFormatError, ConfigError } from '../../src/errors.js';
import type { Decoder } from './decoder.js';
import { createResampler } from './resample/resampler.js';
import type { AudioSource, AudioWarning, OpenAudioOptions } from './types.js';

/** Below and above, a rate is a mistake rather than unusual. */
const LOWEST_RATE_HZ = 100;
const HIGHEST_RATE_HZ = 10_000_000;

/** A recording that is open, and how many samples to expect of it. */
export interface OpenAudio extends AudioSource {
  /** At the target rate; absent if unknown. May be wrong. */
  readonly lengthHint?: number;
}

/** Whether sound can have this many samples a second. */
export function isSampleRate(rateHz: number): boolean {
  return rateHz >= LOWEST_RATE_HZ && rateHz <= HIGHEST_RATE_HZ;
}

/** @throws ConfigError if a rate that was asked for is out of range */
export function checkSampleRate(rateHz: number): void {
  if (Number.isInteger(rateHz) && isSampleRate(rateHz)) return;
  throw new ConfigError(
    `sampleRateHz must be a whole number from ${LOWEST_RATE_HZ} to ${HIGHEST_RATE_HZ}, got ${rateHz}`,
  );
}

/**
 * What a decoder gives, at the rate that is asked for: the one way for files and for samples in memory.
 * @param file what messages call it
 * @param warnings filled by the decoder while it is read
 */
export function openDecoded(
  decoder: Decoder,
  file: string,
  warnings: readonly AudioWarning[],
  { sampleRateHz, signal }: OpenAudioOptions,
): OpenAudio {
  const { info, lengthHint } = decoder;
  let samplesRead = 0;
  let begun = false;
  return {
    file,
    info,
    sampleRateHz,
    warnings,
    ...(lengthHint !== undefined && { lengthHint: Math.ceil((lengthHint * sampleRateHz) / info.sampleRateHz) }),
    get samplesRead() {
      return samplesRead;
    },
    async *chunks() {
      if (begun) throw new AudioFormatError(`${file}: already read; open it again to read it again`);
      begun = true;
      for await (const piece of atRate(decoder.mono(), info.sampleRateHz, sampleRateHz)) {
        signal?.throwIfAborted();
        if (piece.length === 0) continue;
        samplesRead += piece.length;
        yield piece;
      }
    },
    close: () => decoder.close(),
  };
}

async function* atRate(
  pieces: AsyncGenerator<Float32Array>,
  fromHz: number,
  toHz: number,
): AsyncGenerator<Float32Array> {
  if (fromHz === toHz) {
    yield* pieces;
    return;
  }
  const resampler = createResampler(fromHz, toHz);
  for await (const piece of pieces) yield resampler.push(piece);
  yield resampler.finish();
}
