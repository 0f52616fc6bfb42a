/** Cutting recordings into overlapping segments and normalising them: one code for training and classification. */
export { DEFAULT_SEGMENTS, segmentCount, segmentGeometry, segmentStarts, segmentsWithin } from './segments/settings.js';
export type { Normalisation, SegmentGeometry, SegmentSettings } from './segments/settings.js';
export { segmentLoudness, segmentStatistics, writeSegments } from './segments/normalise.js';
export type { Cut, SegmentStatistics } from './segments/normalise.js';
export { createBufferPool, streamSegments, streamSpans } from './segments/stream.js';
export type { BufferPool, SampleStream, SegmentBatch, SegmentSpan, StreamOptions } from './segments/stream.js';
