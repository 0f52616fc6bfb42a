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
  // Per hop: Σx and Σx² of all samples, then of the first `remainder` samples.
  const sums = new Float64Array(4 * blocks);
  for (let block = 0; block < blocks; block++) {
    const last = block === blocks - 1 && remainder > 0;
    hopSums(pcm, start + block * hop, remainder, last ? remainder : hop, sums, 4 * block);
  }
  for (let segment = 0; segment < layout.count; segment++) {
    let sum = 0;
    let squares = 0;
    for (let block = segment; block < segment + wholeHops; block++) {
      sum += sums[4 * block]!;
      squares += sums[4 * block + 1]!;
    }
    if (remainder > 0) {
      sum += sums[4 * (segment + wholeHops) + 2]!;
      squares += sums[4 * (segment + wholeHops) + 3]!;
    }
    const mean = sum / length;
    onSegment(segment, mean, Math.max(0, squares / length - mean * mean));
  }
}

function hopSums(pcm: Float32Array, from: number, remainder: number, hop: number, out: Float64Array, at: number): void {
  let sum = 0;
  let squares = 0;
  let i = from;
  for (; i < from + remainder; i++) {
    const x = pcm[i]!;
    sum += x;
    squares += x * x;
  }
  out[at + 2] = sum;
  out[at + 3] = squares;
  for (; i < from + hop; i++) {
    const x = pcm[i]!;
    sum += x;
    squares += x * x;
  }
  out[at] = sum;
  out[at + 1] = squares;
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
