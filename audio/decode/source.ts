import { AudioFormatError, ConfigError } from '../../src/errors.js';
import type { Decoder } from './decoder.js';
import { createResampler } from './resample/resampler.js';
import type { AudioSource, AudioWarning, OpenAudioOptions } from './types.js';

/** Plausible sampling rates: anything outside is a mistake. */
const LOWEST_RATE_HZ = 100;
const HIGHEST_RATE_HZ = 10_000_000;

/** An open recording with an estimate of its length. */
export interface OpenAudio extends AudioSource {
  /** Expected number of samples at the output rate; absent if unknown. May be wrong. */
  readonly lengthHint?: number;
}

/** Whether a sampling rate is plausible. */
export function isSampleRate(rateHz: number): boolean {
  return rateHz >= LOWEST_RATE_HZ && rateHz <= HIGHEST_RATE_HZ;
}

/**
 * Checks a requested sampling rate.
 * @throws ConfigError if it is out of range
 */
export function checkSampleRate(rateHz: number): void {
  if (Number.isInteger(rateHz) && isSampleRate(rateHz)) return;
  throw new ConfigError(
    `sampleRateHz must be a whole number from ${LOWEST_RATE_HZ} to ${HIGHEST_RATE_HZ}, got ${rateHz}`,
  );
}

/**
 * Opens the output of a decoder, resampled to the requested rate. Files and samples in memory share this code.
 * @param file name for messages
 * @param warnings filled by the decoder during reading
 */
export function openDecoded(
  decoder: Decoder,
  file: string,
  warnings: readonly AudioWarning[],
  { sampleRateHz, signal }: OpenAudioOptions,
): OpenAudio {
  const { info, lengthHint } = decoder;
  let samplesRead = 0;
  let started = false;
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
      if (started) throw new AudioFormatError(`${file}: already read; open it again to read it twice`);
      started = true;
      for await (const chunk of resampled(decoder.mono(), info.sampleRateHz, sampleRateHz)) {
        signal?.throwIfAborted();
        if (chunk.length === 0) continue;
        samplesRead += chunk.length;
        yield chunk;
      }
    },
    close: () => decoder.close(),
  };
}

async function* resampled(
  chunks: AsyncGenerator<Float32Array>,
  fromHz: number,
  toHz: number,
): AsyncGenerator<Float32Array> {
  if (fromHz === toHz) {
    yield* chunks;
    return;
  }
  const resampler = createResampler(fromHz, toHz);
  for await (const chunk of chunks) yield resampler.push(chunk);
  yield resampler.finish();
}
