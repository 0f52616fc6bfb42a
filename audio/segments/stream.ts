import { kernels } from '../kernels/index.js';
import {
  markSignals,
  segmentLoudness,
  segmentStatistics,
  writeSegments,
  type ConsecutiveSegments,
  type SegmentStatistics,
} from './normalise.js';
import { segmentCount, segmentGeometry, type SegmentSettings } from './settings.js';

/**
 * Consecutive segments stored as one contiguous, unnormalised range of samples: a tenth of the memory at 90% overlap.
 */
export interface SegmentSpan {
  /** Number of segments, at least 1. */
  readonly count: number;
  /**
   * [(batchSize − 1) · hop + length]; segment i is pcm[i · hop, i · hop + length).
   * 0 beyond the end of the recording.
   */
  readonly pcm: Float32Array;
  /** First sample of each segment, relative to the start of the recording. */
  readonly starts: Float64Array;
  /** Number of samples of the recording in `pcm`. */
  readonly samples: number;
}

/**
 * Reusable buffers. Allocating a buffer costs more than filling one, because the system maps new memory page by page.
 */
export interface BufferPool {
  /** Returns a buffer of this length, with undefined contents. */
  take(length: number): Float32Array;
  /** Returns a buffer to the pool. Buffers that were transferred away are ignored. */
  give(buffer: Float32Array): void;
}

/** Creates an empty pool. It holds the buffers that are returned to it. */
export function createBufferPool(): BufferPool {
  const free: Float32Array[] = [];
  return {
    take(length) {
      const index = free.findIndex((buffer) => buffer.length === length);
      return index < 0 ? new Float32Array(length) : free.splice(index, 1)[0]!;
    },
    give(buffer) {
      if (buffer.length > 0 && !free.includes(buffer)) free.push(buffer);
    },
  };
}

export interface StreamOptions {
  /** Source of buffers. Give the buffers of finished batches back to it. */
  readonly pool?: BufferPool;
}

/** A stream of mono samples in chunks, such as an `AudioSource`. */
export interface SampleStream {
  chunks(): AsyncIterable<Float32Array>;
}

/**
 * Splits a stream into spans of `batchSize` segments. Memory does not grow with the recording.
 * A stream shorter than a segment yields one segment, padded with silence; an empty stream yields none.
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
    const starts = Float64Array.from({ length: count }, (_, i) => spanStart + i * hop);
    return { count, pcm, samples, starts };
  };

  for await (const chunk of source.chunks()) {
    for (let consumed = 0; consumed < chunk.length;) {
      const copied = Math.min(chunk.length - consumed, spanLength - filled);
      pcm.set(chunk.subarray(consumed, consumed + copied), filled);
      consumed += copied;
      filled += copied;
      if (filled < spanLength) continue;
      // The next span starts with the overlap. It is copied before the yield, because the
      // consumer then owns this buffer.
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

/** The segments of a span, all samples of a short recording included. */
function layoutOf({ count, samples }: SpanSamples, settings: SegmentSettings): ConsecutiveSegments {
  const { length, hop } = segmentGeometry(settings);
  return { count, length, hop, ...(samples < length && { availableSamples: samples }) };
}

/** What the segments of a span are computed from. */
export type SpanSamples = Pick<SegmentSpan, 'count' | 'pcm' | 'samples'>;

/** Computes mean and scale of each segment of a span. */
export function spanStatistics(span: SpanSamples, settings: SegmentSettings): SegmentStatistics {
  return segmentStatistics(span.pcm, 0, layoutOf(span, settings), settings.normalisation);
}

/** Marks the segments of a span with a signal (see `markSignals`). */
export function markSpanSignals(
  span: SpanSamples,
  settings: SegmentSettings,
  statistics: SegmentStatistics,
  out: Int32Array,
): void {
  markSignals(span.pcm, 0, layoutOf(span, settings), settings.normalisation, statistics, out);
}

/** Computes the loudness of each segment of a span (see `segmentLoudness`). */
export function spanLoudness(span: SpanSamples, settings: SegmentSettings): Float32Array {
  return segmentLoudness(span.pcm, 0, layoutOf(span, settings));
}

/**
 * Returns what `writeSpan` writes, in a buffer that the next use of segments overwrites.
 * @param rows rows of the result, of which those after the last segment hold anything
 * @returns [rows, rowLength]
 */
export function normalisedSpan(
  span: SpanSamples,
  settings: SegmentSettings,
  rowLength: number,
  rows: number,
): Float32Array {
  const { count, samples, pcm } = span;
  const { hop } = segmentGeometry(settings);
  if (samples < rowLength) {
    const out = new Float32Array(rows * rowLength);
    writeSpan(span, settings, rowLength, out);
    return out;
  }
  return kernels().normalisedSegments(pcm, 0, { count, length: rowLength, hop, rows }, spanStatistics(span, settings));
}

/**
 * Returns the differences of neighbouring blocks of each normalised segment (see `Kernels.segmentBlocks`), in a buffer
 * that the next use of segments overwrites. Of the given rows, those after the last segment hold anything.
 * @returns [3, rows · pairs, stride]
 */
export function spanBlocks(
  span: SpanSamples,
  settings: SegmentSettings,
  { stride, pairs }: { readonly stride: number; readonly pairs: number },
  rows: number,
): Float32Array {
  const { count, samples, pcm } = span;
  const { hop } = segmentGeometry(settings);
  const used = (2 * pairs + 1) * stride;
  const layout = { count, hop, rows, stride, pairs };
  if (samples >= used) return kernels().segmentBlocks(pcm, layout, spanStatistics(span, settings));
  const padded = new Float32Array(used);
  writeSpan(span, settings, used, padded);
  return kernels().segmentBlocks(padded, layout, { mean: Float32Array.of(0), scale: Float32Array.of(1) });
}

/**
 * Writes the first `rowLength` samples of each segment of a span, normalised, one after another. Normalisation uses the
 * whole segments.
 * @param out receives count · rowLength values
 */
export function writeSpan(span: SpanSamples, settings: SegmentSettings, rowLength: number, out: Float32Array): void {
  const { count, samples, pcm } = span;
  const { hop } = segmentGeometry(settings);
  const layout = { count, length: rowLength, hop, ...(samples < rowLength && { availableSamples: samples }) };
  writeSegments(pcm, 0, layout, { ...spanStatistics(span, settings), first: 0 }, out, 0);
}
