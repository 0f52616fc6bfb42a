import type { HostTensors, InputSpecs, Preparation } from '../../src/engine/index.js';
import { createMelKernels, type MelKernels, type MelSettings } from '../../src/models/mel/index.js';
import {
  markSpanSignals,
  segmentGeometry,
  spanStatistics,
  normalisedSpan,
  spanBlocks,
  type SegmentSettings,
  type SegmentSpan,
  type SpanSamples,
} from '../segments/index.js';

/** How a network's inputs are computed from a span of segments. Plain JSON. */
export interface SpanInputSettings {
  readonly segments: SegmentSettings;
  /** Segments of a span. */
  readonly batchSize: number;
  /** Number of input values of a segment: leading samples that the network reads, or statistics of its frames. */
  readonly valuesPerSegment: number;
  /** If present, the inputs are statistics of the frames of a mel front end. */
  readonly frames?: { readonly mel: MelSettings; readonly framesPerSegment: number };
  /** If present, the inputs are differences of neighbouring blocks of samples: [3, batchSize · pairs, stride]. */
  readonly blocks?: { readonly stride: number; readonly pairs: number };
  /** If present, the inputs are the span's samples in blocks, [count, stride], and each segment's mean and scale. */
  readonly sharedBlocks?: { readonly stride: number; readonly count: number };
}

/** Prepares the inputs of a network from spans of unnormalised samples, on the thread that runs the network. */
export function spanPreparation(settings: SpanInputSettings): Preparation {
  // The bundle puts this code into a file of another name, whose exports are renamed.
  return { module: new URL('./span-inputs.js', import.meta.url).href, settings, inputs: spanInputSpecs(settings) };
}

/**
 * Returns the inputs of a run for a span of at most `batchSize` segments. `signal` comes back with 1 for each segment
 * with a signal, and 0 for the others: preparation knows.
 */
export function spanInputs({ pcm, count, samples }: SegmentSpan, batchSize: number): HostTensors {
  return {
    pcm: { dtype: 'float32', shape: [pcm.length], data: pcm },
    extent: { dtype: 'int32', shape: [2], data: Int32Array.of(count, samples) },
    signal: { dtype: 'int32', shape: [batchSize], data: new Int32Array(batchSize) },
  };
}

function spanInputSpecs({ segments, batchSize }: SpanInputSettings): InputSpecs {
  const { length, hop } = segmentGeometry(segments);
  return {
    pcm: { shape: [(batchSize - 1) * hop + length] },
    extent: { shape: [2], dtype: 'int32' },
    signal: { shape: [batchSize], dtype: 'int32' },
  };
}

/** Computes what a network reads from a span, and marks the segments with a signal. */
type Prepare = (span: SpanSamples, signal: Int32Array) => HostTensors;

/**
 * Creates the function that computes a network's input `x`, [batchSize, valuesPerSegment] or that of `blocks`, from
 * those of `spanInputs`. Rows after the last segment hold anything.
 */
export function createPreparation(settings: unknown): (inputs: HostTensors) => HostTensors {
  const prepare = prepareWith(settings as SpanInputSettings);
  return ({ pcm, extent, signal }) => {
    const [count, samples] = extent!.data as Int32Array;
    const span = { pcm: pcm!.data as Float32Array, count: count!, samples: samples! };
    return prepare(span, signal!.data as Int32Array);
  };
}

function prepareWith(settings: SpanInputSettings): Prepare {
  const { segments, batchSize, valuesPerSegment, frames, blocks, sharedBlocks } = settings;
  if (sharedBlocks) return sharedBlocksOf(segments, batchSize, sharedBlocks);
  if (frames) {
    return statisticsOf(createMelKernels(frames.mel)!, segments, frames.framesPerSegment, [
      batchSize,
      valuesPerSegment,
    ]);
  }
  const shape = blocks ? [3, batchSize * blocks.pairs, blocks.stride] : [batchSize, valuesPerSegment];
  return (span, signal) => {
    markSpanSignals(span, segments, spanStatistics(span, segments), signal);
    const data = blocks
      ? spanBlocks(span, segments, blocks, batchSize)
      : normalisedSpan(span, segments, valuesPerSegment, batchSize);
    return { x: { dtype: 'float32', shape, data } };
  };
}

/** Samples as they are, with what normalises each segment. */
function sharedBlocksOf(
  segments: SegmentSettings,
  batchSize: number,
  { stride, count: blocks }: NonNullable<SpanInputSettings['sharedBlocks']>,
): Prepare {
  const { length } = segmentGeometry(segments);
  const mean = new Float32Array(batchSize);
  const scale = new Float32Array(batchSize);
  return (span, signal) => {
    const { pcm, samples } = span;
    const statistics = spanStatistics(span, segments);
    markSpanSignals(span, segments, statistics, signal);
    mean.set(statistics.mean);
    scale.set(statistics.scale);
    // Normalised padding is 0.
    if (samples < length) pcm.fill(mean[0]!, samples, length);
    return {
      x: { dtype: 'float32', shape: [blocks, stride], data: pcm.subarray(0, blocks * stride) },
      mean: { dtype: 'float32', shape: [batchSize], data: mean },
      scale: { dtype: 'float32', shape: [batchSize], data: scale },
    };
  };
}

/** Energy of what rounding to 16 bits adds: white noise of -100 dB below full scale. */
const ROUNDING_ENERGY = 1e-10;
/** Energy of white noise of -80 dB, the level at which a segment counts as silent. */
const SILENT_ENERGY = 1e-8;
/** Fraction of a segment's energy that reaches bands without a source of their own, as those above a hum. */
const STRAY_FRACTION = 1e-6;

/**
 * Whether what a network hears is too little for a signal.
 * @param energy mean over frames and bands; that of white noise is its variance
 * @param variance of the segment's samples
 */
function isOutsideBands(energy: number, variance: number): boolean {
  return energy < ROUNDING_ENERGY || (energy < SILENT_ENERGY && energy < STRAY_FRACTION * variance);
}

/**
 * Computes the statistics of each segment. Normalisation multiplies a segment's energies by a factor, and subtracts a
 * constant from its samples, which the energies ignore. Frames are therefore computed from the samples as they are:
 * once each, where segments start at whole frames.
 */
function statisticsOf(
  kernels: MelKernels,
  segments: SegmentSettings,
  framesPerSegment: number,
  shape: readonly [rows: number, valuesPerSegment: number],
): Prepare {
  const { hop, length } = segmentGeometry(segments);
  const { bands, hop: frameHop } = kernels.settings;
  const framesPerHop = hop / frameHop;
  const shared = Number.isInteger(framesPerHop);
  const [rows, valuesPerSegment] = shape;
  const out = new Float32Array(rows * valuesPerSegment);
  let energies = new Float32Array(0);
  let frameSums = new Float64Array(0);
  return (span, signal) => {
    const { pcm, count, samples } = span;
    const statistics = spanStatistics(span, segments);
    const { mean, scale } = statistics;
    markSpanSignals(span, segments, statistics, signal);
    // Normalised padding is 0.
    if (samples < length) pcm.fill(mean[0]!, samples, length);
    const frames = shared ? (count - 1) * framesPerHop + framesPerSegment : framesPerSegment;
    if (energies.length < frames * bands) {
      energies = new Float32Array(frames * bands);
      frameSums = new Float64Array(frames);
    }
    const compute = (start: number): void => {
      kernels.energies(pcm, start, frames, energies, 0);
      sumRows(energies, bands, frameSums.subarray(0, frames));
    };
    if (shared) compute(0);
    for (let segment = 0; segment < count; segment++) {
      if (!shared) compute(segment * hop);
      const first = shared ? segment * framesPerHop : 0;
      let energy = 0;
      for (let frame = first; frame < first + framesPerSegment; frame++) energy += frameSums[frame]!;
      const gain = scale[segment]! ** 2;
      const variance = segments.normalisation.kind === 'segment' ? 1 / gain : 0;
      if (isOutsideBands(energy / (framesPerSegment * bands), variance)) signal[segment] = 0;
      kernels.statistics(energies, first * bands, framesPerSegment, gain, out, segment * valuesPerSegment);
    }
    return { x: { dtype: 'float32', shape, data: out } };
  };
}

/** Sums each row of a matrix. */
function sumRows(matrix: Float32Array, columns: number, sums: Float64Array): void {
  for (let row = 0, at = 0; row < sums.length; row++) {
    let sum = 0;
    for (const end = at + columns; at < end; at++) sum += matrix[at]!;
    sums[row] = sum;
  }
}
