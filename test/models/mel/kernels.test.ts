import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { melFilters } from '#src/models/mel/filters.js';
import { createMelKernels } from '#src/models/mel/kernels.js';
import { melEnergies, standardisedLogarithms } from '#src/models/mel/log-energies.js';
import { frameCount, type MelSettings } from '#src/models/mel/settings.js';
import { statisticsCount } from '#src/models/mel/statistics-plan.js';
import { timeStatistics } from '#src/models/mel/time-statistics.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { assembleKernels, kernelBytesModule } from '../../helpers/assemble-kernels.js';
import { normal } from '../../helpers/normal.js';
import { useTensors } from '../../helpers/use-tensors.js';

useTensors();

const SOURCE = new URL('../../../src/models/mel/assembly/index.ts', import.meta.url);
const BYTES = new URL('../../../src/models/mel/kernel-bytes.ts', import.meta.url);

/** Hops whose halves have different prime factors: 3² 7², 2⁵ 3 5, a prime, 13 · 17. */
const RATES = [44_100, 48_000, 23_900, 22_100];

const settingsAt = (sampleRateHz: number): MelSettings => ({
  sampleRateHz,
  hop: sampleRateHz / 100,
  frameLength: sampleRateHz / 50,
  bands: 64,
  lowHz: 1000,
  highHz: 11_000,
});

/** Noise with a rising tone, so that energies differ between bands and frames. */
function recording(length: number, seed: number): Float32Array {
  const noise = normal(createRng(seed), [length]);
  return Float32Array.from(noise, (value, n) => 0.1 * value + Math.sin(0.2 * n + 1e-5 * n * n) * Math.sin(n / 3000));
}

const relativeDifference = (a: Float32Array, b: Float32Array | Float64Array): number => {
  let [difference, scale] = [0, 0];
  a.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  });
  return difference / scale;
};

describe('mel kernels', () => {
  it('kernel-bytes.ts holds assembly/, compiled', async () => {
    const module = kernelBytesModule(await assembleKernels(SOURCE));
    if (process.env['UPDATE_KERNELS']) await writeFile(BYTES, module);
    expect(await readFile(BYTES, 'utf8')).toBe(module);
  });

  it.each(RATES)('compute the energies of the graph at %i Hz', async (rate) => {
    const settings = settingsAt(rate);
    const pcm = recording(80 * settings.hop, 1);
    const frames = frameCount(pcm.length - 5, settings);
    const graph = melEnergies(settings, melFilters(settings));
    const expected = await graph(tf.tensor2d(pcm.subarray(5), [1, pcm.length - 5])).data<'float32'>();
    const actual = new Float32Array(3 + frames * 64);
    createMelKernels(settings)!.energies(pcm, 5, frames, actual, 3);
    expect(frames).toBeGreaterThan(64);
    expect(relativeDifference(actual.subarray(3), expected)).toBeLessThan(2e-6);
  });

  it('energies scale with the square, and ignore a constant', () => {
    const settings = settingsAt(44_100);
    const kernels = createMelKernels(settings)!;
    const pcm = recording(49 * 441 + 441, 2);
    const [energies, changed] = [new Float32Array(49 * 64), new Float32Array(49 * 64)];
    kernels.energies(pcm, 0, 49, energies, 0);
    kernels.energies(
      pcm.map((value) => 3 * value + 0.25),
      0,
      49,
      changed,
      0,
    );
    expect(
      relativeDifference(
        changed,
        energies.map((value) => 9 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  it('the energies of a frame do not depend on its neighbours', () => {
    const settings = settingsAt(44_100);
    const kernels = createMelKernels(settings)!;
    const pcm = recording(300 * 441, 3);
    const [all, one] = [new Float32Array(200 * 64), new Float32Array(64)];
    kernels.energies(pcm, 0, 200, all, 0);
    for (const frame of [0, 1, 63, 64, 199]) {
      kernels.energies(pcm, frame * 441, 1, one, 0);
      expect(one).toEqual(all.subarray(frame * 64, (frame + 1) * 64));
    }
  });

  it.each([
    ['noise', recording(49 * 441 + 441, 4), 1],
    ['noise with a gain', recording(49 * 441 + 441, 5), 123.5],
    ['digital silence', new Float32Array(50 * 441), 1],
    ['a click', Float32Array.from({ length: 50 * 441 }, (_, n) => (n === 9000 ? 1 : 0)), 1],
  ])('compute the statistics of the graph: %s', async (_, pcm, gain) => {
    const settings = settingsAt(44_100);
    const kernels = createMelKernels(settings)!;
    const energies = new Float32Array(2 + 49 * 64);
    kernels.energies(pcm, 0, 49, energies, 2);
    const tensor = tf.tensor3d(
      energies.subarray(2).map((value) => value * gain),
      [1, 49, 64],
    );
    const expected = await timeStatistics(standardisedLogarithms(tensor)).data<'float32'>();
    const actual = new Float32Array(1 + statisticsCount(64));
    kernels.statistics(energies, 2, 49, gain, actual, 1);
    expect(expected).toHaveLength(statisticsCount(64));
    expect(relativeDifference(actual.subarray(1), expected)).toBeLessThan(2e-6);
  });

  it('do not exist for frames of an odd length, or bands that do not fill four lanes', () => {
    expect(createMelKernels({ ...settingsAt(44_100), frameLength: 881 })).toBeUndefined();
    expect(createMelKernels({ ...settingsAt(44_100), bands: 63 })).toBeUndefined();
  });
});
