import { openAudio } from './open.js';
import type { AudioInfo, AudioWarning, OpenAudioOptions } from './types.js';

/** A whole recording in memory. */
export interface WholeAudio {
  /** Properties of the file, before resampling: its sampling rate may differ from that of `pcm`. */
  readonly info: AudioInfo;
  readonly warnings: readonly AudioWarning[];
  /** [samples], mono, at the requested rate. */
  readonly pcm: Float32Array;
}

/** Initial capacity in seconds if the length of the recording is unknown. */
const UNKNOWN_SECONDS = 30;
/** Upper limit of the initial capacity, because a damaged header may announce any length. */
const MAX_INITIAL_SAMPLES = 2 ** 30;
/** Longer recordings keep a buffer that is too large: pages that were never written to take no memory. */
const COPY_BELOW_SAMPLES = 2 ** 20;

/**
 * Reads a whole recording into memory. The buffer is allocated for the length that the header announces, so samples
 * are not duplicated; only a header that announces too little costs a copy.
 * @throws as `openAudio`
 */
export async function readAudio(file: string, options: OpenAudioOptions): Promise<WholeAudio> {
  const source = await openAudio(file, options);
  const expected = source.lengthHint ?? UNKNOWN_SECONDS * options.sampleRateHz;
  let buffer = new Float32Array(Math.min(MAX_INITIAL_SAMPLES, Math.ceil(expected * 1.01) + options.sampleRateHz));
  let samples = 0;
  for await (const chunk of source.chunks()) {
    if (samples + chunk.length > buffer.length) {
      const larger = new Float32Array(Math.ceil(buffer.length * 1.5) + chunk.length);
      larger.set(buffer.subarray(0, samples));
      buffer = larger;
    }
    buffer.set(chunk, samples);
    samples += chunk.length;
  }
  const pcm = samples < COPY_BELOW_SAMPLES ? buffer.slice(0, samples) : buffer.subarray(0, samples);
  return { info: source.info, warnings: source.warnings, pcm };
}
