import { describe, expect, it } from 'vitest';
import { openSamples } from '#audio/decode/index.js';
import { AudioFormatError, ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { normal } from '../../helpers/normal.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { wavFile } from '../../helpers/wav-writer.js';
import { concatenated, messageOf, readAll, sameBits } from '../support.js';

const folder = useTemporaryFolder();

const noise = (samples: number): Float32Array =>
  Float32Array.from(normal(createRng(samples), [samples]), (value) => 0.2 * value);

async function read(samples: Float32Array, fromHz: number, toHz: number, signal?: AbortSignal) {
  const source = openSamples(
    { name: 'sound', samples, sampleRateHz: fromHz },
    { sampleRateHz: toHz, ...(signal && { signal }) },
  );
  const chunks: Float32Array[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk.slice());
  return { pcm: concatenated(chunks), source, chunks };
}

describe('samples in memory', () => {
  // The second case has more than one chunk, the third more samples than one read of a file.
  it.each([
    [10_000, 44_100, 44_100],
    [300_000, 48_000, 44_100],
    [1_100_000, 22_050, 44_100],
    [7_001, 8_000, 44_100],
    [1, 96_000, 22_050],
  ])('%d at %d Hz, requested at %d Hz, equal a float WAV file, bit for bit', async (count, fromHz, toHz) => {
    const samples = noise(count);
    const file = await folder.write('same.wav', wavFile([samples], { format: 'f32', sampleRateHz: fromHz }));
    const { pcm, source } = await read(samples, fromHz, toHz);
    expect(sameBits(pcm, (await readAll(file, { sampleRateHz: toHz })).pcm)).toBe(true);
    expect([source.samplesRead, source.info.sampleRateHz, source.info.channels]).toEqual([pcm.length, fromHz, 1]);
    expect(source.warnings).toEqual([]);
  });

  it('that are infinite or not a number become silence, with a warning; the input is not modified', async () => {
    const samples = Float32Array.of(0.5, NaN, -Infinity, 0.25);
    const { pcm, source, chunks } = await read(samples, 8_000, 8_000);
    expect([...pcm]).toEqual([0.5, 0, 0, 0.25]);
    expect(source.warnings).toEqual([
      { file: 'sound', message: 'sound: 2 samples are infinite, absurdly large or not a number; replaced by silence' },
    ]);
    chunks[0]!.fill(9);
    expect([...samples]).toEqual([0.5, NaN, -Infinity, 0.25]);
  });

  it('must not be empty, and need a plausible rate', async () => {
    const open = (samples: Float32Array, fromHz: number, toHz = 8_000) =>
      openSamples({ name: 'sound', samples, sampleRateHz: fromHz }, { sampleRateHz: toHz });
    expect(() => open(new Float32Array(0), 8_000)).toThrow(
      new AudioFormatError('sound: contains no audio: it has 0 samples'),
    );
    for (const rate of [0, 3, 8_000.5, NaN, 1e8]) {
      const message = `sampleRateHz must be a whole number from 128 to 10000000, got ${rate}`;
      expect(() => open(noise(5), rate)).toThrow(new ConfigError(message));
      expect(() => open(noise(5), 8_000, rate)).toThrow(new ConfigError(message));
    }
  });

  it('can be read only once, and reading stops on a signal', async () => {
    const { source } = await read(noise(5), 8_000, 8_000);
    expect(await messageOf(source.chunks()[Symbol.asyncIterator]().next())).toContain('already read');
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await messageOf(read(noise(5), 8_000, 8_000, signal))).toBe('enough');
  });
});
