import {
  segmentLoudness,
  segmentStatistics,
  writeSegments,
  type ConsecutiveSegments,
  type SegmentStatistics,
} from './normalise.js';
import { segmentCount, segmentGeometry, type SegmentSettings } from './settings.js';

/** Consecutive segments of a recording as one stretch of sound, not normalised: a tenth of the memory at 90% overlap. */
export interface SegmentSpan extends SegmentStatistics {
  /** Number of segments, at least 1. */
  readonly count: number;
  /** Segment i is pcm[i · hop, i · hop + length); (batchSize − 1) · hop + length samples, silent where there are none. */
  readonly pcm: Float32Array;
  /** First sample of each segment, counted from the recording's start. */
  readonly starts: Float64Array;
  /** Samples of the recording in `pcm`. */
  readonly samples: number;
}

/** Consecutive segments, cut and normalised. */
export interface SegmentBatch {
  /** Number of segments, at least 1. */
  readonly count: number;
  /** [batchSize, length], or [batchSize, writtenLength]; 0 behind the last segment. */
  readonly data: Float32Array;
  /** How loud each segment is, if that was asked for: see `segmentLoudness`. */
  readonly loudness?: Float32Array;
}

/** Buffers to be filled again. New ones cost more than filling them: the system hands them out page by page. */
export interface BufferPool {
  /** A buffer of this many values, with anything in it. */
  take(length: number): Float32Array;
  /** Hands one back; one that was transferred away meanwhile is forgotten. */
  give(buffer: Float32Array): void;
}

/** An empty pool: it grows by what is given to it. */
export function createBufferPool(): BufferPool {
  const free: Float32Array[] = [];
  return {
    take(length) {
      const at = free.findIndex((buffer) => buffer.length === length);
      return at < 0 ? new Float32Array(length) : free.splice(at, 1)[0]!;
    },
    give(buffer) {
      if (buffer.length > 0 && !free.includes(buffer)) free.push(buffer);
    },
  };
}

export interface StreamOptions {
  /** Where buffers come from; give those of finished batches back to it. */
  readonly pool?: BufferPool;
}

export interface SegmentStreamOptions extends StreamOptions {
  /** Write only this many samples of each segment, from its start; it is normalised as a whole all the same. */
  readonly writtenLength?: number;
  /** Also tell how loud each segment is. */
  readonly loudness?: boolean;
}

/** Anything that gives mono samples in pieces: an `AudioSource`, or its like. */
export interface SampleStream {
  chunks(): AsyncIterable<Float32Array>;
}

/**
 * Cuts a stream into spans of `batchSize` segments. Memory does not grow with the recording.
 * A stream shorter than a segment gives one segment that is filled up with silence; an empty one gives none.
 */
export async function* streamSpans(
  source: SampleStream,
  settings: SegmentSettings,
  batchSize: number,
  { pool = createBufferPool() }: StreamOptions = {},
): AsyncGenerator<SegmentSpan, void, undefined> {
  const geometry = segmentGeometry(settings);
  const { length, hop } = geometry;
  const spanLength = (batchSize - 1) * hop + length;
  let pcm = pool.take(spanLength);
  let filled = 0;
  let spanStart = 0;

  const span = (count: number, samples: number): SegmentSpan => {
    const cut: ConsecutiveSegments = { count, length, hop, ...(samples < length && { shortOf: samples }) };
    return {
      count,
      pcm,
      samples,
      starts: Float64Array.from({ length: count }, (_, i) => spanStart + i * hop),
      ...segmentStatistics(pcm, 0, cut, settings.normalisation),
    };
  };

  for await (const chunk of source.chunks()) {
    for (let taken = 0; taken < chunk.length;) {
      const now = Math.min(chunk.length - taken, spanLength - filled);
      pcm.set(chunk.subarray(taken, taken + now), filled);
      taken += now;
      filled += now;
      if (filled < spanLength) continue;
      // The next span begins with what this one's last segments share with it; copied first, for this one is given away.
      const full = span(batchSize, spanLength);
      const next = pool.take(spanLength);
      const shared = length - hop;
      next.set(pcm.subarray(spanLength - shared));
      yield full;
      pcm = next;
      filled = shared;
      spanStart += batchSize * hop;
    }
  }

  const count = spanStart > 0 && filled < length ? 0 : segmentCount(filled, geometry);
  if (count > 0) {
    pcm.fill(0, filled);
    yield span(count, filled);
  } else {
    pool.give(pcm);
  }
}

/**
 * Cuts a stream into batches of normalised segments, bit for bit those that training sees. Memory does not grow with the recording.
 */
export async function* streamSegments(
  source: SampleStream,
  settings: SegmentSettings,
  batchSize: number,
  { pool = createBufferPool(), writtenLength, loudness = false }: SegmentStreamOptions = {},
): AsyncGenerator<SegmentBatch, void, undefined> {
  const { length, hop } = segmentGeometry(settings);
  const rowLength = Math.min(writtenLength ?? length, length);
  const spans = createBufferPool();
  for await (const { count, pcm, samples, mean, scale } of streamSpans(source, settings, batchSize, {
    pool: spans,
  })) {
    const data = pool.take(batchSize * rowLength);
    const cut: ConsecutiveSegments = {
      count,
      length: rowLength,
      hop,
      ...(samples < rowLength && { shortOf: samples }),
    };
    writeSegments(pcm, 0, cut, { mean, scale, first: 0 }, data, 0);
    data.fill(0, count * rowLength);
    const whole: ConsecutiveSegments = { count, length, hop, ...(samples < length && { shortOf: samples }) };
    const loud = loudness ? { loudness: segmentLoudness(pcm, 0, whole) } : {};
    spans.give(pcm);
    yield { count, data, ...loud };
  }
}
