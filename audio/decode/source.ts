import { AudioFormatError, ConfigError } from '../../src/errors.js';
import { createClippingMeter } from './clipping.js';
import type { Decoder } from './decoder.js';
import { invalidSamplesWarning, silenceInvalid } from './invalid-samples.js';
import { createResampler } from './resample/resampler.js';
import { createSilenceMeter } from './silence.js';
import { CANCELLING } from './wav/cancelling-channels.js';
import type { AudioSource, AudioWarning, OpenAudioOptions } from './types.js';

/** Plausible sampling rates: anything outside is a mistake, such as a damaged header. */
const LOWEST_RATE_HZ = 128;
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
 * Opens the output of a decoder, resampled to the requested rate. Files and samples in memory share this code, which
 * guarantees that every sample is finite.
 * @param file name for messages
 * @param warnings filled by the decoder during reading, and by this function
 */
export function openDecoded(
  decoder: Decoder,
  file: string,
  warnings: AudioWarning[],
  { sampleRateHz, channel, signal }: OpenAudioOptions,
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
      let invalid = 0;
      // The decoder measures channels that it averages.
      const clipping = info.channels === 1 || channel !== undefined ? createClippingMeter() : undefined;
      const silence = createSilenceMeter();
      const valid = async function* (): AsyncGenerator<Float32Array> {
        for await (const chunk of decoder.mono()) {
          if (decoder.mayBeInvalid) invalid += silenceInvalid(chunk);
          clipping?.add(chunk);
          silence.add(chunk);
          yield chunk;
        }
      };
      for await (const chunk of resampled(valid(), info.sampleRateHz, sampleRateHz)) {
        signal?.throwIfAborted();
        if (chunk.length === 0) continue;
        samplesRead += chunk.length;
        yield chunk;
      }
      const invalidity = invalid > 0 ? invalidSamplesWarning(invalid) : undefined;
      // The mean of channels that cancel each other is silent, and the microphone is not to blame.
      const isCancelled = warnings.some(({ message }) => message.includes(CANCELLING));
      for (const message of [invalidity, clipping?.warning(), isCancelled ? undefined : silence.warning()]) {
        if (message !== undefined) warnings.push({ file, message: `${file}: ${message}` });
      }
    },
    close: () => decoder.close(),
  };
}

/** Most samples that one call of the resampler returns, whatever the ratio of the rates. */
const MAX_RESAMPLED = 1 << 20;

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
  const length = Math.max(1, Math.floor((MAX_RESAMPLED * fromHz) / toHz));
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += length) yield resampler.push(chunk.subarray(at, at + length));
  }
  yield resampler.finish();
}
