import { openAudio } from './open.js';
import { createSampleBuffer } from './sample-buffer.js';
import type { AudioInfo, AudioWarning, OpenAudioOptions } from './types.js';

/** A whole recording in memory. */
export interface WholeAudio {
  /** Properties of the file, before resampling: its sampling rate may differ from that of `pcm`. */
  readonly info: AudioInfo;
  readonly warnings: readonly AudioWarning[];
  /** [samples], mono, at the requested rate. */
  readonly pcm: Float32Array;
}

/** Tolerance for headers that announce slightly less than there is, as those of lossy formats do. */
const MARGIN = 1.01;

/**
 * Reads a whole recording into memory.
 * @throws as `openAudio`
 */
export async function readAudio(file: string, options: OpenAudioOptions): Promise<WholeAudio> {
  const source = await openAudio(file, options);
  const { lengthHint } = source;
  const buffer = createSampleBuffer(
    lengthHint === undefined ? undefined : Math.ceil(MARGIN * lengthHint) + options.sampleRateHz,
  );
  for await (const chunk of source.chunks()) buffer.push(chunk);
  return { info: source.info, warnings: source.warnings, pcm: buffer.finish() };
}
