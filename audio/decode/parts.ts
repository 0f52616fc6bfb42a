import type { Decoder } from './decoder.js';
import { silenceInvalid } from './invalid-samples.js';
import { openDecoder, type OpenDecoderOptions } from './open.js';

/** A part of a recording. */
export interface AudioPart {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Samples of a part. */
export interface ReadPart {
  /** Index of the part. */
  readonly index: number;
  /** Mono, at the recording's own rate; shorter than asked for where the recording ends. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** Where they begin: the part's start, or 0 if that is negative, to the sample. */
  readonly startSeconds: number;
}

/**
 * Reads parts of a recording, at its own sampling rate. Of an uncompressed WAV file, only these parts are read; others
 * are decoded once, up to the end of the last part. Holds the parts that overlap in memory, not all of them.
 * @returns parts in the order in which they end
 * @throws as `openAudio`
 */
export async function* readParts(
  file: string,
  parts: readonly AudioPart[],
  options: OpenDecoderOptions = {},
): AsyncGenerator<ReadPart> {
  options.signal?.throwIfAborted();
  const decoder = await openDecoder(file, options, () => undefined);
  const { sampleRateHz } = decoder.info;
  const sampleAt = (seconds: number): number => Math.max(0, Math.round(seconds * sampleRateHz));
  const ordered = parts
    .map(({ startSeconds, endSeconds }, index) => ({ index, start: sampleAt(startSeconds), end: sampleAt(endSeconds) }))
    .sort((a, b) => a.end - b.end || a.index - b.index);
  try {
    for await (const { index, start, samples } of decoder.readAt
      ? soughtParts(decoder, ordered)
      : streamedParts(decoder, ordered)) {
      if (decoder.mayBeInvalid) silenceInvalid(samples);
      yield { index, samples, sampleRateHz, startSeconds: start / sampleRateHz };
    }
  } finally {
    await decoder.close();
  }
}

/** A part in samples. */
interface SamplePart {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

type FoundPart = Pick<SamplePart, 'index' | 'start'> & { readonly samples: Float32Array };

async function* soughtParts(decoder: Decoder, parts: readonly SamplePart[]): AsyncGenerator<FoundPart> {
  for (const { index, start, end } of parts) {
    yield { index, start, samples: (await decoder.readAt!(start, end - start)).slice() };
  }
}

/** @param parts sorted by their end */
async function* streamedParts(decoder: Decoder, parts: readonly SamplePart[]): AsyncGenerator<FoundPart> {
  const buffers = new Map<number, Float32Array>();
  let [next, at] = [0, 0];
  const finish = ({ index, start, end }: SamplePart): FoundPart => {
    const samples = buffers.get(index) ?? new Float32Array(0);
    buffers.delete(index);
    return { index, start, samples: samples.subarray(0, Math.max(0, Math.min(end, at) - start)) };
  };
  if (parts.length === 0) return;
  for await (const chunk of decoder.mono()) {
    const chunkEnd = at + chunk.length;
    for (const { index, start, end } of parts.slice(next)) {
      if (start >= chunkEnd || end <= at) continue;
      const buffer = buffers.get(index) ?? new Float32Array(end - start);
      buffers.set(index, buffer);
      const from = Math.max(start, at);
      buffer.set(chunk.subarray(from - at, Math.min(end, chunkEnd) - at), from - start);
    }
    at = chunkEnd;
    while (next < parts.length && parts[next]!.end <= at) yield finish(parts[next++]!);
    if (next === parts.length) return;
  }
  while (next < parts.length) yield finish(parts[next++]!);
}
