/** Overlapping, normalised segments of recordings; training and classification share this code. */
export {
  checkAugmentation,
  drawSegment,
  writeAugmented,
  writeSegment,
  type Augmentation,
  type SegmentPosition,
} from './augment.js';
export { segmentActivity } from './activity.js';
export { findSegment, type FindSegmentOptions, type FoundSegment, type RecordingSegment } from './find-segment.js';
export { DEFAULT_SEGMENTS, segmentCount, segmentGeometry, contextSegmentCount } from './settings.js';
export type { Normalisation, SegmentGeometry, SegmentSettings } from './settings.js';
export { segmentLoudness, segmentStatistics, writeSegments } from './normalise.js';
export type { ConsecutiveSegments, SegmentStatistics } from './normalise.js';
export {
  createBufferPool,
  markSpanSignals,
  normalisedSpan,
  spanBlocks,
  spanLoudness,
  spanStatistics,
  streamSpans,
  writeSpan,
} from './stream.js';
export type { BufferPool, SampleStream, SegmentSpan, SpanSamples, StreamOptions } from './stream.js';
