import { openAudio } from './open.js';
import type { AudioInfo, AudioWarning, OpenAudioOptions } from './types.js';

/** A whole recording in memory. */
export interface WholeAudio {
  /** Of the file as it is: its own rate is not that of `pcm`. */
  readonly info: AudioInfo;
  readonly warnings: readonly AudioWarning[];
  /** [samples], mono, at the rate that was asked for. */
  readonly pcm: Float32Array;
}

/** Seconds to make room for when nothing is known of a recording's length. */
const UNKNOWN_SECONDS = 30;
/** A header may announce anything; more than this is believed only once it is there. */
const MAX_BELIEVED_SAMPLES = 2 ** 30;
/** Above this, a buffer that is too long is kept: the system gives memory to pages only when they are written to. */
const EXACT_BELOW_SAMPLES = 2 ** 20;

/**
 * Reads a recording as a whole. Room is made for the length that the header announces, so nothing is there twice while reading; only a
 * header that announces too little costs a copy.
 * @throws as `openAudio`
 */
export async function readAudio(file: string, options: OpenAudioOptions): Promise<WholeAudio> {
  const source = await openAudio(file, options);
  const expected = source.lengthHint ?? UNKNOWN_SECONDS * options.sampleRateHz;
  let room = new Float32Array(Math.min(MAX_BELIEVED_SAMPLES, Math.ceil(expected * 1.01) + options.sampleRateHz));
  let samples = 0;
  for await (const chunk of source.chunks()) {
    if (samples + chunk.length > room.length) {
      const wider = new Float32Array(Math.ceil(room.length * 1.5) + chunk.length);
      wider.set(room.subarray(0, samples));
      room = wider;
    }
    room.set(chunk, samples);
    samples += chunk.length;
  }
  const pcm = samples < EXACT_BELOW_SAMPLES ? room.slice(0, samples) : room.subarray(0, samples);
  return { info: source.info, warnings: source.warnings, pcm };
}
