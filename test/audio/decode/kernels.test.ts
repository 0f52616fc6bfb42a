import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { javascriptKernels, wasmKernels } from '#audio/decode/kernels/kernels.js';
import { createRng } from '#src/rng.js';
import { assembleKernels, kernelBytesModule } from '../../helpers/assemble-kernels.js';
import { normal } from '../../helpers/normal.js';

const SOURCE = new URL('../../../audio/decode/kernels/assembly/index.ts', import.meta.url);
const BYTES = new URL('../../../audio/decode/kernels/kernel-bytes.ts', import.meta.url);

const noise = (length: number, seed: number): Float32Array => Float32Array.from(normal(createRng(seed), [length]));

describe('kernels', () => {
  it('kernel-bytes.ts matches assembly/', async () => {
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

  it('WebAssembly is available', () => {
    expect(wasmKernels()?.name).toBe('wasm-simd');
  });
});
