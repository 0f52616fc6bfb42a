import type { HostTensors, InputSpecs, Preparation } from '../../src/engine/index.js';
import { createMelKernels, type MelKernels, type MelSettings } from '../../src/models/mel/index.js';
import {
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
  return { module: import.meta.url, settings, inputs: spanInputSpecs(settings) };
}

/** Returns the inputs of a run for a span. */
export function spanInputs({ pcm, count, samples }: SegmentSpan): HostTensors {
  return {
    pcm: { dtype: 'float32', shape: [pcm.length], data: pcm },
    extent: { dtype: 'int32', shape: [2], data: Int32Array.of(count, samples) },
  };
}

function spanInputSpecs({ segments, batchSize }: SpanInputSettings): InputSpecs {
  const { length, hop } = segmentGeometry(segments);
  return { pcm: { shape: [(batchSize - 1) * hop + length] }, extent: { shape: [2], dtype: 'int32' } };
}

/**
 * Creates the function that computes a network's input `x`, [batchSize, valuesPerSegment] or that of `blocks`, from
 * those of `spanInputs`. Rows after the last segment hold anything.
 */
export function createPreparation(settings: unknown): (inputs: HostTensors) => HostTensors {
  const { segments, batchSize, valuesPerSegment, frames, blocks, sharedBlocks } = settings as SpanInputSettings;
  if (sharedBlocks) return sharedBlocksOf(segments, batchSize, sharedBlocks);
  const shape = blocks ? [3, batchSize * blocks.pairs, blocks.stride] : [batchSize, valuesPerSegment];
  const compute = frames
    ? statisticsOf(createMelKernels(frames.mel)!, segments, frames.framesPerSegment, [batchSize, valuesPerSegment])
    : blocks
      ? (span: SpanSamples): Float32Array => spanBlocks(span, segments, blocks, batchSize)
      : (span: SpanSamples): Float32Array => normalisedSpan(span, segments, valuesPerSegment, batchSize);
  return ({ pcm, extent }) => {
    const [count, samples] = extent!.data as Int32Array;
    const data = compute({ pcm: pcm!.data as Float32Array, count: count!, samples: samples! });
    return { x: { dtype: 'float32', shape, data } };
  };
}

/** Samples as they are, with what normalises each segment. */
function sharedBlocksOf(
  segments: SegmentSettings,
  batchSize: number,
  { stride, count: blocks }: NonNullable<SpanInputSettings['sharedBlocks']>,
): (inputs: HostTensors) => HostTensors {
  const { length } = segmentGeometry(segments);
  const mean = new Float32Array(batchSize);
  const scale = new Float32Array(batchSize);
  return ({ pcm, extent }) => {
    const samples = pcm!.data as Float32Array;
    const [count, available] = extent!.data as Int32Array;
    const statistics = spanStatistics({ pcm: samples, count: count!, samples: available! }, segments);
    mean.set(statistics.mean);
    scale.set(statistics.scale);
    // Normalised padding is 0.
    if (available! < length) samples.fill(mean[0]!, available, length);
    return {
      x: { dtype: 'float32', shape: [blocks, stride], data: samples.subarray(0, blocks * stride) },
      mean: { dtype: 'float32', shape: [batchSize], data: mean },
      scale: { dtype: 'float32', shape: [batchSize], data: scale },
    };
  };
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
  [rows, valuesPerSegment]: readonly [number, number],
): (span: SpanSamples) => Float32Array {
  const { hop, length } = segmentGeometry(segments);
  const { bands, hop: frameHop } = kernels.settings;
  const framesPerHop = hop / frameHop;
  const shared = Number.isInteger(framesPerHop);
  const out = new Float32Array(rows * valuesPerSegment);
  let energies = new Float32Array(0);
  return (span) => {
    const { pcm, count, samples } = span;
    const { mean, scale } = spanStatistics(span, segments);
    // Normalised padding is 0.
    if (samples < length) pcm.fill(mean[0]!, samples, length);
    const frames = shared ? (count - 1) * framesPerHop + framesPerSegment : framesPerSegment;
    if (energies.length < frames * bands) energies = new Float32Array(frames * bands);
    if (shared) kernels.energies(pcm, 0, frames, energies, 0);
    for (let segment = 0; segment < count; segment++) {
      if (!shared) kernels.energies(pcm, segment * hop, frames, energies, 0);
      const first = shared ? segment * framesPerHop * bands : 0;
      const gain = scale[segment]! ** 2;
      kernels.statistics(energies, first, framesPerSegment, gain, out, segment * valuesPerSegment);
    }
    return out;
  };
}
