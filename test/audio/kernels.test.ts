import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { javascriptKernels, wasmKernels } from '#audio/kernels/index.js';
import { createRng } from '#src/rng.js';
import { assembleKernels, kernelBytesModule } from '../helpers/assemble-kernels.js';
import { normal } from '../helpers/normal.js';

const SOURCE = new URL('../../audio/kernels/assembly/index.ts', import.meta.url);
const BYTES = new URL('../../audio/kernels/kernel-bytes.ts', import.meta.url);

const noise = (length: number, seed: number): Float32Array => Float32Array.from(normal(createRng(seed), [length]));

describe('kernels', () => {
  it('kernel-bytes.ts holds assembly/, compiled', async () => {
    const module = kernelBytesModule(await assembleKernels(SOURCE));
    if (process.env['UPDATE_KERNELS']) await writeFile(BYTES, module);
    expect(await readFile(BYTES, 'utf8')).toBe(module);
  });

  it('normalisation in WebAssembly and JavaScript gives the same bits, for any length, hop and start', () => {
    const pcm = noise(300_000, 1);
    for (const [count, length, hop, start] of [
      [1, 1, 1, 0],
      [3, 7, 2, 5],
      [5, 64, 64, 3],
      [40, 22_050, 2_205, 11],
      [2, 140_000, 9_999, 1],
    ] as const) {
      const mean = noise(count + 2, 2);
      const scale = noise(count + 2, 3);
      const expected = new Float32Array(4 + count * length);
      const actual = new Float32Array(4 + count * length);
      javascriptKernels.normaliseSegments(pcm, start, { count, length, hop }, { mean, scale, first: 2 }, expected, 4);
      wasmKernels()!.normaliseSegments(pcm, start, { count, length, hop }, { mean, scale, first: 2 }, actual, 4);
      expect(Buffer.from(actual.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    }
  });

  it('the polyphase filter in WebAssembly and JavaScript gives the same bits', () => {
    for (const [phases, taps, positionStep, phaseStep] of [
      [1, 16, 1, 0],
      [147, 144, 1, 13],
      [7, 32, 0, 3],
      [3, 48, 4, 2],
    ] as const) {
      const filters = { coefficients: noise(phases * taps, 4), phases, taps, positionStep, phaseStep };
      const input = noise(1_000, 5);
      const expected = new Float32Array(150);
      const actual = new Float32Array(150);
      javascriptKernels.polyphase(input, filters, { position: 3, phase: phases - 1 }, expected);
      wasmKernels()!.polyphase(input, filters, { position: 3, phase: phases - 1 }, actual);
      expect(Buffer.from(actual.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    }
  });

  it('averages of channels in WebAssembly and JavaScript are the same bits, for any length', () => {
    const integers = Int16Array.from(noise(2_000, 6), (value) => 9_000 * value);
    integers.set([-32_768, -32_768, 32_767, 32_767]);
    const floats = noise(2_000, 7);
    floats.set([Infinity, -Infinity, NaN, 1, 1e38, 1e38, 3e-39, 1e-45]);
    for (const frames of [1, 2, 3, 7, 8, 9, 15, 333, 1_000]) {
      const [expected, actual] = [new Float32Array(frames), new Float32Array(frames)];
      for (const channels of [1, 2] as const) {
        javascriptKernels.averageInt16(integers.subarray(0, channels * frames), channels, expected);
        wasmKernels()!.averageInt16(integers.subarray(0, channels * frames), channels, actual);
        expect(actual).toEqual(expected);
      }
      javascriptKernels.averagePairs(floats.subarray(0, 2 * frames), expected);
      wasmKernels()!.averagePairs(floats.subarray(0, 2 * frames), actual);
      expect(actual).toEqual(expected);
    }
  });

  it('differences of blocks in WebAssembly and JavaScript are the same bits', () => {
    const pcm = noise(1_000, 11);
    const layout = { count: 3, hop: 37, rows: 4, stride: 8, pairs: 5 };
    const statistics = { mean: noise(3, 12), scale: noise(3, 13) };
    const plane = 4 * 5 * 8;
    const expected = javascriptKernels.segmentBlocks(pcm, layout, statistics);
    const actual = wasmKernels()!.segmentBlocks(pcm, layout, statistics);
    expect(actual).toHaveLength(3 * plane);
    for (const first of [0, plane, 2 * plane]) {
      const used = [first, first + 3 * 5 * 8] as const;
      expect(actual.subarray(...used)).toEqual(expected.subarray(...used));
    }
  });

  it('sums of blocks in WebAssembly and JavaScript are the same bits, and right', () => {
    const pcm = noise(3_000, 9);
    const lengths = [0, 1, 3, 4, 5, 8, 1_000, 0, 1_234];
    const [expected, actual] = [new Float64Array(18), new Float64Array(18)];
    javascriptKernels.blockSums(pcm, 7, lengths, expected);
    wasmKernels()!.blockSums(pcm, 7, lengths, actual);
    expect(actual).toEqual(expected);
    let from = 7;
    lengths.forEach((length, block) => {
      const samples = [...pcm.subarray(from, from + length)];
      expect(actual[2 * block]).toBeCloseTo(
        samples.reduce((sum, x) => sum + x, 0),
        9,
      );
      expect(actual[2 * block + 1]).toBeCloseTo(
        samples.reduce((sum, x) => sum + x * x, 0),
        9,
      );
      from += length;
    });
  });

  it.each([
    [{ first: 100, rate: 1 }, []],
    [{ first: 100.25, rate: 1.06 }, [0.2, -0.1, 0.05, 0.3, -0.2, 0.1]],
    [{ first: 0, rate: 0.94 }, [0.5]],
    [{ first: 0, rate: 999 / 332 }, [0.1, 0.2]],
  ])('interpolation and filter in WebAssembly and JavaScript are the same bits: %j, %j', (positions, taps) => {
    const pcm = noise(1_000, 10);
    for (const length of [333, 1, 4]) {
      const [expected, actual] = [new Float32Array(length), new Float32Array(length)];
      javascriptKernels.resampleAndFilter(pcm, positions, taps, expected);
      wasmKernels()!.resampleAndFilter(pcm, positions, taps, actual);
      expect(actual).toEqual(expected);
      if (taps.length === 0) expect(actual).toEqual(pcm.subarray(100, 100 + length));
    }
  });

  it.each([javascriptKernels, wasmKernels()!])('invalid values become 0 and are counted: $name', (kernels) => {
    for (const length of [1, 3, 4, 5, 100]) {
      const values = noise(length, 8);
      const expected = values.slice();
      expect(kernels.silenceInvalid(values, 16)).toBe(0);
      expect(values).toEqual(expected);
      const bad = [NaN, Infinity, -Infinity, 17, -17];
      bad.slice(0, length).forEach((value, i) => (values[length - 1 - i] = value));
      bad.slice(0, length).forEach((_, i) => (expected[length - 1 - i] = 0));
      expect(kernels.silenceInvalid(values, 16)).toBe(Math.min(length, bad.length));
      expect(values).toEqual(expected);
    }
  });

  it('WebAssembly is available', () => {
    expect(wasmKernels()?.name).toBe('wasm-simd');
  });
});
