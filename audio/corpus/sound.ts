import type { ConsecutiveSegments, SegmentStatistics } from '../segments/index.js';

/** Samples of a recording, padded to a segment, and how its segments are normalised. */
export interface Sound {
  readonly pcm: Float32Array;
  readonly layout: ConsecutiveSegments;
  readonly statistics: SegmentStatistics;
}
