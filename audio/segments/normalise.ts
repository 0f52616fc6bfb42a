import { kernels } from '../decode/index.js';
import type { Normalisation, SegmentGeometry } from './settings.js';

/** Normalising is (x − mean) · scale in float32: per segment, so that a network's graph can do the same to the same bits. */
export interface SegmentStatistics {
  /** [segments] */
  readonly mean: Float32Array;
  /** [segments] */
  readonly scale: Float32Array;
}

/** Segments that lie next to each other in a recording. */
export interface ConsecutiveSegments extends SegmentGeometry {
  readonly count: number;
  /** Samples of a recording shorter than a segment; what lies behind them is silence, whatever the mean. */
  readonly shortOf?: number;
}

const DEFAULT_FLOOR = 1e-4;

/**
 * Mean and scale of every segment. Sums are made per hop, from the start of the segments on, and added up per segment in the same order
 * wherever the segments are cut: training on a whole recording and classifying a stream get the same bits.
 * @param pcm holds the segments from `start` on
 */
export function segmentStatistics(
  pcm: Float32Array,
  start: number,
  cut: ConsecutiveSegments,
  normalisation: Normalisation,
): SegmentStatistics {
  const { count } = cut;
  const mean = new Float32Array(count);
  const scale = new Float32Array(count).fill(1);
  if (normalisation.kind === 'dataset') {
    mean.fill(normalisation.mean);
    scale.fill(1 / normalisation.std);
  } else if (normalisation.kind === 'segment' && count > 0) {
    const floor = normalisation.floor ?? DEFAULT_FLOOR;
    segmentMoments(pcm, start, cut, (segment, m, variance) => {
      mean[segment] = m;
      scale[segment] = 1 / Math.max(Math.sqrt(variance), floor);
    });
  }
  return { mean, scale };
}

/**
 * Standard deviation of every segment, at least −80 dB: digital silence counts for something too, where nothing else is there.
 * @param pcm holds the segments from `start` on
 * @returns [segments]
 */
export function segmentLoudness(pcm: Float32Array, start: number, cut: ConsecutiveSegments): Float32Array {
  return segmentStatistics(pcm, start, cut, { kind: 'segment' }).scale.map((scale) => 1 / scale);
}

/** Calls back with mean and variance of each segment, in float64. */
function segmentMoments(
  pcm: Float32Array,
  start: number,
  cut: ConsecutiveSegments,
  each: (segment: number, mean: number, variance: number) => void,
): void {
  const length = cut.shortOf ?? cut.length;
  const hop = Math.min(cut.hop, length);
  const whole = Math.floor(length / hop);
  const rest = length % hop;
  const blocks = cut.count - 1 + whole + (rest > 0 ? 1 : 0);
  // Σx, Σx² of each hop, and of its first `rest` samples.
  const sums = new Float64Array(4 * blocks);
  for (let block = 0; block < blocks; block++) {
    const last = block === blocks - 1 && rest > 0;
    hopSums(pcm, start + block * hop, rest, last ? rest : hop, sums, 4 * block);
  }
  for (let segment = 0; segment < cut.count; segment++) {
    let sum = 0;
    let squares = 0;
    for (let block = segment; block < segment + whole; block++) {
      sum += sums[4 * block]!;
      squares += sums[4 * block + 1]!;
    }
    if (rest > 0) {
      sum += sums[4 * (segment + whole) + 2]!;
      squares += sums[4 * (segment + whole) + 3]!;
    }
    const mean = sum / length;
    each(segment, mean, Math.max(0, squares / length - mean * mean));
  }
}

function hopSums(pcm: Float32Array, from: number, rest: number, hop: number, out: Float64Array, at: number): void {
  let sum = 0;
  let squares = 0;
  let i = from;
  for (; i < from + rest; i++) {
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
 * Writes normalised segments, one after the other: the one way for training and classification.
 * @param pcm holds the segments from `start` on
 * @param statistics of these segments, from index `first` on
 * @param out written from `offset` on, count · length values
 */
export function writeSegments(
  pcm: Float32Array,
  start: number,
  cut: ConsecutiveSegments,
  statistics: SegmentStatistics & { readonly first: number },
  out: Float32Array,
  offset: number,
): void {
  const { count, length, hop, shortOf } = cut;
  if (shortOf === undefined) {
    kernels().normaliseSegments(pcm, start, { count, length, hop }, statistics, out, offset);
    return;
  }
  kernels().normaliseSegments(pcm, start, { count: 1, length: shortOf, hop: shortOf }, statistics, out, offset);
  out.fill(0, offset + shortOf, offset + length);
}
