import {
  segmentGeometry,
  streamSpans,
  writeSpan,
  type SampleStream,
  type SegmentSettings,
} from '#audio/segments/index.js';

/** Consecutive, normalised segments of a stream. */
export interface NormalisedSegments {
  /** Number of segments, at least 1. */
  readonly count: number;
  /** [batchSize, rowLength]; 0 after the last segment. */
  readonly data: Float32Array;
}

/**
 * Splits a stream into batches of normalised segments.
 * @param rowLength number of samples that are written of each segment; default: all
 */
export async function* normalisedSegments(
  source: SampleStream,
  settings: SegmentSettings,
  batchSize: number,
  rowLength: number = segmentGeometry(settings).length,
): AsyncGenerator<NormalisedSegments, void, undefined> {
  for await (const span of streamSpans(source, settings, batchSize)) {
    const data = new Float32Array(batchSize * rowLength);
    writeSpan(span, settings, rowLength, data);
    yield { count: span.count, data };
  }
}
