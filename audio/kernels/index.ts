import { createWasmKernels } from '../../src/wasm-kernels.js';
import { KERNEL_BYTES_BASE64 } from './kernel-bytes.js';

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

interface KernelFunctions {
  normalise(source: number, target: number, count: number, mean: number, scale: number): void;
  polyphase(
    input: number,
    filters: number,
    target: number,
    count: number,
    taps: number,
    phase: number,
    phases: number,
    positionStep: number,
    phaseStep: number,
  ): void;
  averageInt16(source: number, channels: number, frames: number, target: number): void;
  averageFloat32Pairs(source: number, frames: number, target: number): void;
  silenceInvalid(x: number, count: number, largest: number): number;
  sums(source: number, count: number, target: number): void;
  blockPairs(
    source: number,
    stride: number,
    pairs: number,
    mean: number,
    scale: number,
    even: number,
    middle: number,
    odd: number,
  ): void;
  interpolate(source: number, first: number, rate: number, count: number, target: number): void;
  filter(source: number, count: number, coefficients: number, taps: number, target: number): void;
}

/**
 * Returns the fastest kernels available: WebAssembly SIMD, or plain JavaScript where WebAssembly is disabled. They
 * share one scratch memory, which keeps nothing between calls.
 */
export function kernels(): Kernels {
  return (shared ??= wasmKernels() ?? javascriptKernels);
}
let shared: Kernels | undefined;

/** Creates the WebAssembly kernels; undefined if WebAssembly SIMD is not available. */
export function wasmKernels(): Kernels | undefined {
  const kernels = createWasmKernels<KernelFunctions>(KERNEL_BYTES_BASE64);
  if (kernels === undefined) return undefined;
  const { functions, reserve } = kernels;
  return {
    name: 'wasm-simd',
    normaliseSegments(pcm, start, { count, length, hop }, { mean, scale, first }, out, offset) {
      // Long spans are processed in blocks that stay in the CPU cache.
      const perBlock = Math.max(1, Math.min(count, Math.floor((BLOCK_FLOATS - length) / hop)));
      const span = (perBlock - 1) * hop + length;
      const memory = reserve(span + length + 4);
      const target = (span + 3) & ~3;
      const result = memory.subarray(target, target + length);
      for (let done = 0; done < count; done += perBlock) {
        const now = Math.min(perBlock, count - done);
        const from = start + done * hop;
        memory.set(pcm.subarray(from, from + (now - 1) * hop + length));
        for (let i = 0; i < now; i++) {
          functions.normalise(i * hop * 4, target * 4, length, mean[first + done + i]!, scale[first + done + i]!);
          out.set(result, offset + (done + i) * length);
        }
      }
    },
    normalisedSegments(pcm, start, { count, length, hop, rows }, { mean, scale }) {
      const span = (count - 1) * hop + length;
      // Rows begin where vectors of any processor do.
      const target = (span + 15) & ~15;
      const memory = reserve(target + rows * length);
      memory.set(pcm.subarray(start, start + span));
      for (let i = 0; i < count; i++) {
        functions.normalise(i * hop * 4, (target + i * length) * 4, length, mean[i]!, scale[i]!);
      }
      return memory.subarray(target, target + rows * length);
    },
    segmentBlocks(pcm, { count, hop, rows, stride, pairs }, { mean, scale }) {
      const span = (count - 1) * hop + (2 * pairs + 1) * stride;
      const target = (span + 15) & ~15;
      const plane = rows * pairs * stride;
      const memory = reserve(target + 3 * plane);
      memory.set(pcm.subarray(0, span));
      for (let i = 0; i < count; i++) {
        const even = (target + i * pairs * stride) * 4;
        const source = i * hop * 4;
        const [middle, odd] = [even + plane * 4, even + 2 * plane * 4];
        functions.blockPairs(source, stride, pairs, mean[i]!, scale[i]!, even, middle, odd);
      }
      return memory.subarray(target, target + 3 * plane);
    },
    polyphase(input, { coefficients, phases, taps, positionStep, phaseStep }, { position, phase }, out) {
      const filters = input.length;
      const target = filters + coefficients.length;
      const memory = reserve(target + out.length);
      memory.set(input);
      memory.set(coefficients, filters);
      const addresses = [position * 4, filters * 4, target * 4] as const;
      functions.polyphase(...addresses, out.length, taps, phase, phases, positionStep, phaseStep);
      out.set(memory.subarray(target, target + out.length));
    },
    averageInt16(samples, channels, mono) {
      const target = (Math.ceil(samples.length / 2) + 3) & ~3;
      const memory = reserve(target + mono.length);
      new Int16Array(memory.buffer).set(samples);
      functions.averageInt16(0, channels, mono.length, target * 4);
      mono.set(memory.subarray(target, target + mono.length));
    },
    averagePairs(samples, mono) {
      const target = (samples.length + 3) & ~3;
      const memory = reserve(target + mono.length);
      memory.set(samples);
      functions.averageFloat32Pairs(0, mono.length, target * 4);
      mono.set(memory.subarray(target, target + mono.length));
    },
    silenceInvalid(values, largest) {
      const memory = reserve(values.length + 4);
      memory.set(values);
      memory.fill(0, values.length, values.length + 4);
      const invalid = functions.silenceInvalid(0, values.length, largest);
      if (invalid > 0) values.set(memory.subarray(0, values.length));
      return invalid;
    },
    blockSums(pcm, start, lengths, out) {
      const longest = Math.max(...lengths);
      const target = (longest + 3) & ~3;
      const memory = reserve(target + 4);
      const result = new Float64Array(memory.buffer, target * 4, 2);
      let from = start;
      lengths.forEach((length, block) => {
        memory.set(pcm.subarray(from, from + length));
        functions.sums(0, length, target * 4);
        out.set(result, 2 * block);
        from += length;
      });
    },
    resampleAndFilter(pcm, { first, rate }, taps, out) {
      const count = (out.length + 3) & ~3;
      const begin = Math.floor(first) - 1;
      const end = Math.floor(first + (count - 1) * rate) + 3;
      const x = (end - begin + 3) & ~3;
      const zeros = (taps.length + 3) & ~3;
      const coefficients = x + zeros + count;
      const y = coefficients + zeros;
      const memory = reserve(y + count);
      copyClamped(pcm, begin, end, memory);
      memory.fill(0, x, x + zeros);
      memory.set(taps, coefficients);
      functions.interpolate(0, first - (begin + 1), rate, count, (x + zeros) * 4);
      functions.filter((x + zeros) * 4, count, coefficients * 4, taps.length, y * 4);
      out.set(memory.subarray(y, y + out.length));
    },
  };
}
const BLOCK_FLOATS = 1 << 17;

/** The same arithmetic in plain JavaScript: the reference in tests, and the fallback without WebAssembly. */
export const javascriptKernels: Kernels = {
  name: 'javascript',
  normaliseSegments(pcm, start, { count, length, hop }, { mean, scale, first }, out, offset) {
    for (let segment = 0; segment < count; segment++) {
      const source = start + segment * hop;
      const target = offset + segment * length;
      const m = mean[first + segment]!;
      const a = scale[first + segment]!;
      for (let i = 0; i < length; i++) {
        out[target + i] = Math.fround(Math.fround(pcm[source + i]! - m) * a);
      }
    }
  },
  normalisedSegments(pcm, start, { rows, ...layout }, statistics) {
    const out = new Float32Array(rows * layout.length);
    javascriptKernels.normaliseSegments(pcm, start, layout, { ...statistics, first: 0 }, out, 0);
    return out;
  },
  segmentBlocks(pcm, { count, hop, rows, stride, pairs }, { mean, scale }) {
    const f = Math.fround;
    const plane = rows * pairs * stride;
    const out = new Float32Array(3 * plane);
    for (let segment = 0; segment < count; segment++) {
      const [m, a] = [mean[segment]!, scale[segment]!];
      for (let i = 0; i < pairs * stride; i++) {
        const from = segment * hop + i + Math.floor(i / stride) * stride;
        const to = segment * pairs * stride + i;
        const [first, second, third] = [pcm[from]!, pcm[from + stride]!, pcm[from + 2 * stride]!];
        out[to] = f(f(first - second) * a);
        out[plane + to] = f(f(second - m) * a);
        out[2 * plane + to] = f(f(second - third) * a);
      }
    }
    return out;
  },
  polyphase(input, { coefficients, phases, taps, positionStep, phaseStep }, start, out) {
    const lanes = new Float32Array(16);
    let { position, phase } = start;
    for (let k = 0; k < out.length; k++) {
      lanes.fill(0);
      const row = phase * taps;
      for (let t = 0; t < taps; t++) {
        lanes[t & 15]! += Math.fround(input[position + t]! * coefficients[row + t]!);
      }
      for (let lane = 0; lane < 4; lane++) {
        const ab = Math.fround(lanes[lane]! + lanes[lane + 4]!);
        const cd = Math.fround(lanes[lane + 8]! + lanes[lane + 12]!);
        lanes[lane] = ab + cd;
      }
      out[k] = Math.fround(lanes[0]! + lanes[1]!) + Math.fround(lanes[2]! + lanes[3]!);
      position += positionStep;
      phase += phaseStep;
      if (phase >= phases) {
        phase -= phases;
        position++;
      }
    }
  },
  averageInt16(samples, channels, mono) {
    const scale = 2 ** -15 / channels;
    for (let i = 0; i < mono.length; i++) {
      mono[i] = (channels === 1 ? samples[i]! : samples[2 * i]! + samples[2 * i + 1]!) * scale;
    }
  },
  averagePairs(samples, mono) {
    for (let i = 0; i < mono.length; i++) mono[i] = (samples[2 * i]! + samples[2 * i + 1]!) * 0.5;
  },
  silenceInvalid(values, largest) {
    let invalid = 0;
    for (let i = 0; i < values.length; i++) {
      // False for NaN, too.
      if (Math.abs(values[i]!) <= largest) continue;
      values[i] = 0;
      invalid++;
    }
    return invalid;
  },
  blockSums(pcm, start, lengths, out) {
    let from = start;
    lengths.forEach((length, block) => {
      const sums = new Float64Array(4);
      const squares = new Float64Array(4);
      const quads = length & ~3;
      for (let i = 0; i < quads; i++) {
        const x = pcm[from + i]!;
        sums[i & 3]! += x;
        squares[i & 3]! += x * x;
      }
      let sum = sums[0]! + sums[2]! + (sums[1]! + sums[3]!);
      let square = squares[0]! + squares[2]! + (squares[1]! + squares[3]!);
      for (let i = quads; i < length; i++) {
        const x = pcm[from + i]!;
        sum += x;
        square += x * x;
      }
      out[2 * block] = sum;
      out[2 * block + 1] = square;
      from += length;
    });
  },
  resampleAndFilter(pcm, { first, rate }, taps, out) {
    const f = Math.fround;
    const at = (index: number): number => pcm[Math.min(Math.max(0, index), pcm.length - 1)]!;
    const x = new Float32Array(out.length);
    const begin = Math.floor(first);
    for (let i = 0; i < x.length; i++) {
      const position = first - begin + i * rate;
      const offset = Math.floor(position);
      const t = f(position - offset);
      const index = begin + offset;
      const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
      const cubic = f(f(f(3 * f(b - c)) + d) - a);
      const square = f(f(f(f(2 * a) - f(5 * b)) + f(4 * c)) - d);
      const slope = f(f(c - a) + f(t * f(square + f(t * cubic))));
      x[i] = b + f(f(0.5 * t) * slope);
    }
    const coefficients = Float32Array.from(taps);
    for (let n = 0; n < out.length; n++) {
      let sum = x[n]!;
      for (let k = 1; k <= taps.length; k++) sum = f(sum + f(coefficients[k - 1]! * (n < k ? 0 : x[n - k]!)));
      out[n] = sum;
    }
  },
};

/** Copies samples [begin, end) of a recording; before and after it, its first and last sample repeat. */
function copyClamped(pcm: Float32Array, begin: number, end: number, out: Float32Array): void {
  const from = Math.max(0, begin);
  const to = Math.min(pcm.length, end);
  out.fill(pcm[0]!, 0, from - begin);
  out.set(pcm.subarray(from, to), from - begin);
  out.fill(pcm.at(-1)!, to - begin, end - begin);
}
