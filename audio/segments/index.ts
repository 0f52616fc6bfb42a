/** Cutting recordings into overlapping segments and normalising them: one code for training and classification. */
export { checkAugmentation, writeAugmented, type Augmentation } from './augment.js';
export { findSegment, type FindSegmentOptions, type FoundSegment, type RecordingSegment } from './find-segment.js';
export { DEFAULT_SEGMENTS, segmentCount, segmentGeometry, segmentStarts, contextSegmentCount } from './settings.js';
export type { Normalisation, SegmentGeometry, SegmentSettings } from './settings.js';
export { segmentLoudness, segmentStatistics, writeSegments } from './normalise.js';
export type { ConsecutiveSegments, SegmentStatistics } from './normalise.js';
export { createBufferPool, streamSegments, streamSpans } from './stream.js';
export type { BufferPool, SampleStream, SegmentBatch, SegmentSpan, StreamOptions } from './stream.js';
