import { createWasmKernels } from '../../src/wasm-kernels.js';
import { KERNEL_BYTES_BASE64 } from './kernel-bytes.js';
import type { Kernels } from './types.js';

/** Functions of `assembly/`. Addresses are in bytes. */
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
      const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
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

/** Copies samples [begin, end) of a recording; before and after it, its first and last sample repeat. */
function copyClamped(pcm: Float32Array, begin: number, end: number, out: Float32Array): void {
  const from = Math.max(0, begin);
  const to = Math.min(pcm.length, end);
  out.fill(pcm[0]!, 0, from - begin);
  out.set(pcm.subarray(from, to), from - begin);
  out.fill(pcm.at(-1)!, to - begin, end - begin);
}
