/** Current position of a polyphase filter. */
export interface PolyphasePosition {
  /** Index of the first input sample under the filter. */
  readonly position: number;
  /** Index of the filter to apply, in [0, phases). */
  readonly phase: number;
}

export interface PolyphaseFilters {
  /** [phases, taps], row-major. */
  readonly coefficients: Float32Array;
  readonly phases: number;
  /** A multiple of 16. */
  readonly taps: number;
  /** Whole input samples from one output to the next. */
  readonly positionStep: number;
  /** Additional phases from one output to the next. */
  readonly phaseStep: number;
}

/** Inner loops of the audio front end. All implementations give the same bits. */
export interface Kernels {
  readonly name: 'wasm-simd' | 'javascript';
  /**
   * Normalises `count` segments of `length` samples, `hop` apart: out = (pcm − mean) · scale,
   * each operation rounded to float32.
   * @param pcm at least start + (count − 1) · hop + length samples
   * @param start first sample of the first segment
   * @param layout number, length and hop of the segments
   * @param statistics mean and scale of these segments, from index `first` on
   * @param out receives the segments one after another, from `offset` on
   * @param offset index into `out`
   */
  normaliseSegments(
    pcm: Float32Array,
    start: number,
    layout: { readonly count: number; readonly length: number; readonly hop: number },
    statistics: { readonly mean: Float32Array; readonly scale: Float32Array; readonly first: number },
    out: Float32Array,
    offset: number,
  ): void;
  /**
   * Normalises segments as `normaliseSegments` does, without copying the result. Rows after `count` hold anything.
   * @returns [rows, length], overwritten by the next call of any kernel
   */
  normalisedSegments(
    pcm: Float32Array,
    start: number,
    layout: { readonly count: number; readonly length: number; readonly hop: number; readonly rows: number },
    statistics: { readonly mean: Float32Array; readonly scale: Float32Array },
  ): Float32Array;
  /**
   * Computes differences of neighbouring blocks of normalised segments. Of a segment's blocks X_0, X_1, ..., these are
   * for each i < pairs (X_2i − X_2i+1) · scale, (X_2i+1 − mean) · scale and (X_2i+1 − X_2i+2) · scale.
   * A block has `stride` samples, a multiple of four. Rows after `count` hold anything.
   * @returns [3, rows · pairs, stride], overwritten by the next call of any kernel
   */
  segmentBlocks(
    pcm: Float32Array,
    layout: {
      readonly count: number;
      readonly hop: number;
      readonly rows: number;
      readonly stride: number;
      readonly pairs: number;
    },
    statistics: { readonly mean: Float32Array; readonly scale: Float32Array },
  ): Float32Array;
  /**
   * Polyphase filter: out[k] = Σ_t input[position + t] · coefficients[phase, t].
   * @param out one value per output; its length determines their number
   */
  polyphase(input: Float32Array, filters: PolyphaseFilters, start: PolyphasePosition, out: Float32Array): void;
  /**
   * Averages the channels of 16-bit samples: mono[i] = mean of samples[i · channels + c] / 2^15.
   * @param samples whole frames of one or two channels
   * @param mono receives one value per frame
   */
  averageInt16(samples: Int16Array, channels: 1 | 2, mono: Float32Array): void;
  /** Averages two channels in float64: mono[i] = (samples[2 i] + samples[2 i + 1]) / 2. */
  averagePairs(samples: Float32Array, mono: Float32Array): void;
  /**
   * Sets values that are not a number, or of a magnitude above `largest`, to 0.
   * @returns their number
   */
  silenceInvalid(values: Float32Array, largest: number): number;
  /**
   * Computes Σx and Σx² of consecutive blocks of samples, in float64 and in a fixed order.
   * @param pcm contains the blocks from `start` on
   * @param lengths samples of each block
   * @param out receives Σx and Σx² of one block after another
   */
  blockSums(pcm: Float32Array, start: number, lengths: readonly number[], out: Float64Array): void;
  /**
   * Reads samples at the positions first + i · rate by cubic interpolation (Catmull and Rom, 1974), and filters them:
   * y[n] = x[n] + Σ a_k x[n − k]. Samples before and after the recording equal its first and last; those before x[0]
   * count as 0.
   * @param pcm the recording
   * @param positions all within the recording
   * @param taps a_1, a_2, ...
   * @param out receives one value per position
   */
  resampleAndFilter(
    pcm: Float32Array,
    positions: { readonly first: number; readonly rate: number },
    taps: readonly number[],
    out: Float32Array,
  ): void;
}
