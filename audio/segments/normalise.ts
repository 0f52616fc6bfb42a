import { kernels } from '../kernels/index.js';
import type { Normalisation, SegmentGeometry } from './settings.js';

/** Per-segment normalisation (x − mean) · scale in float32, which a network's graph can reproduce bit for bit. */
export interface SegmentStatistics {
  /** [segments] */
  readonly mean: Float32Array;
  /** [segments] */
  readonly scale: Float32Array;
}

/** A sequence of consecutive segments of a recording. */
export interface ConsecutiveSegments extends SegmentGeometry {
  readonly count: number;
  /** Number of samples of a recording shorter than a segment. The padding after them stays 0, whatever the mean. */
  readonly availableSamples?: number;
}

const DEFAULT_FLOOR = 1e-4;

/**
 * Computes mean and scale of every segment. Samples are summed per hop, counted from the start of the segments, and
 * hops are added per segment in a fixed order, so training on a whole recording and classification of a stream give
 * the same bits.
 * @param pcm contains the segments from `start` on
 */
export function segmentStatistics(
  pcm: Float32Array,
  start: number,
  layout: ConsecutiveSegments,
  normalisation: Normalisation,
): SegmentStatistics {
  const { count } = layout;
  const mean = new Float32Array(count);
  const scale = new Float32Array(count).fill(1);
  if (normalisation.kind === 'dataset') {
    mean.fill(normalisation.mean);
    scale.fill(1 / normalisation.std);
  } else if (normalisation.kind === 'segment' && count > 0) {
    const floor = normalisation.floor ?? DEFAULT_FLOOR;
    segmentMoments(pcm, start, layout, (segment, m, variance) => {
      mean[segment] = m;
      scale[segment] = 1 / Math.max(Math.sqrt(variance), floor);
    });
  }
  return { mean, scale };
}

/**
 * Returns the standard deviation of every segment, at least −80 dB: weights must stay positive
 * in a recording of digital silence.
 * @param pcm contains the segments from `start` on
 * @returns [segments]
 */
export function segmentLoudness(pcm: Float32Array, start: number, layout: ConsecutiveSegments): Float32Array {
  return segmentStatistics(pcm, start, layout, { kind: 'segment' }).scale.map((scale) => 1 / scale);
}

/** A segment whose standard deviation is at most this, −80 dB below full scale, has no signal. */
const NO_SIGNAL = 1e-4;

/**
 * Marks the segments with a signal: those whose standard deviation, which a constant does not change, exceeds 1e-4.
 * @param statistics those of `segmentStatistics`
 * @param out receives 1 or 0 per segment
 */
export function markSignals(
  pcm: Float32Array,
  start: number,
  layout: ConsecutiveSegments,
  normalisation: Normalisation,
  statistics: SegmentStatistics,
  out: Int32Array,
): void {
  const floor = normalisation.kind === 'segment' ? (normalisation.floor ?? DEFAULT_FLOOR) : Infinity;
  // The scale is the inverse of what is asked for, if the floor does not hide it.
  const known = floor <= NO_SIGNAL;
  const deviations = known ? statistics.scale : segmentLoudness(pcm, start, layout);
  const limit = Math.fround(NO_SIGNAL);
  for (let segment = 0; segment < layout.count; segment++) {
    const deviation = known ? 1 / deviations[segment]! : deviations[segment]!;
    out[segment] = Math.fround(deviation) > limit ? 1 : 0;
  }
}

/** Calls `onSegment` with mean and variance of each segment, in float64. */
function segmentMoments(
  pcm: Float32Array,
  start: number,
  layout: ConsecutiveSegments,
  onSegment: (segment: number, mean: number, variance: number) => void,
): void {
  const length = layout.availableSamples ?? layout.length;
  const hop = Math.min(layout.hop, length);
  const wholeHops = Math.floor(length / hop);
  const remainder = length % hop;
  const blocks = layout.count - 1 + wholeHops + (remainder > 0 ? 1 : 0);
  // Each hop is summed in two parts, its first `remainder` samples and the others: the last hop has only the former.
  const parts: number[] = [];
  for (let block = 0; block < blocks; block++) {
    parts.push(remainder, remainder > 0 && block === blocks - 1 ? 0 : hop - remainder);
  }
  // Per hop: Σx and Σx² of its first part, then of its second.
  const sums = new Float64Array(4 * blocks);
  kernels().blockSums(pcm, start, parts, sums);
  for (let segment = 0; segment < layout.count; segment++) {
    let sum = 0;
    let squares = 0;
    for (let at = 4 * segment; at < 4 * (segment + wholeHops); at += 4) {
      sum += sums[at]! + sums[at + 2]!;
      squares += sums[at + 1]! + sums[at + 3]!;
    }
    if (remainder > 0) {
      sum += sums[4 * (segment + wholeHops)]!;
      squares += sums[4 * (segment + wholeHops) + 1]!;
    }
    const mean = sum / length;
    onSegment(segment, mean, Math.max(0, squares / length - mean * mean));
  }
}

/**
 * Writes normalised segments one after another. Training and classification both use this function.
 * @param pcm contains the segments from `start` on
 * @param statistics mean and scale of these segments, from index `first` on
 * @param out receives count · length values from `offset` on
 */
export function writeSegments(
  pcm: Float32Array,
  start: number,
  layout: ConsecutiveSegments,
  statistics: SegmentStatistics & { readonly first: number },
  out: Float32Array,
  offset: number,
): void {
  const { count, length, hop, availableSamples } = layout;
  if (availableSamples === undefined) {
    kernels().normaliseSegments(pcm, start, { count, length, hop }, statistics, out, offset);
    return;
  }
  kernels().normaliseSegments(
    pcm,
    start,
    { count: 1, length: availableSamples, hop: availableSamples },
    statistics,
    out,
    offset,
  );
  out.fill(0, offset + availableSamples, offset + length);
}
