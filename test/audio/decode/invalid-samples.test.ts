import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg, readAll, sameBits } from '../support.js';

const folder = useTemporaryFolder();

/** A tone in which every hundredth sample is damaged, and the same with silence in their place. */
function damagedTone(values: readonly number[]): { readonly damaged: Float64Array; readonly silenced: Float64Array } {
  const tone = sine(1_000, 20_000);
  const at = (i: number): boolean => i % 100 === 50;
  return {
    damaged: tone.map((x, i) => (at(i) ? values[Math.floor(i / 100) % values.length]! : x)),
    silenced: tone.map((x, i) => (at(i) ? 0 : x)),
  };
}

const WARNING = '200 samples are infinite, absurdly large or not a number; replaced by silence';

describe('samples that are infinite, absurdly large or not a number become silence before resampling', () => {
  it.each([
    ['f32', 44_100, [3.4e38, -3.4e38, 2.2e9, NaN, -Infinity]],
    ['f32', 48_000, [3.4e38, -3.4e38, 2.2e9, NaN, -Infinity]],
    ['f64', 8_000, [1e300, -1e200, 3.4e38, NaN, Infinity]],
  ] as const)('%s at %d Hz', async (format, sampleRateHz, values) => {
    const { damaged, silenced } = damagedTone(values);
    const read = async (samples: Float64Array) =>
      readAll(await folder.write('a.wav', wavFile([samples], { format, sampleRateHz })));
    const { pcm, warnings } = await read(damaged);
    expect(sameBits(pcm, (await read(silenced)).pcm)).toBe(true);
    expect(warnings).toEqual([`${folder.at('a.wav')}: ${WARNING}`]);
  });

  it('in what ffmpeg decodes, too', async () => {
    const { damaged, silenced } = damagedTone([3.4e38, NaN, -Infinity]);
    const read = async (samples: Float64Array) => {
      const wav = await folder.write('b.wav', wavFile([samples], { format: 'f32', sampleRateHz: 48_000 }));
      const caf = join(folder.path, 'b.caf');
      await ffmpeg('-i', wav, '-c:a', 'pcm_f32be', caf);
      return readAll(caf);
    };
    const { pcm, warnings } = await read(damaged);
    expect(sameBits(pcm, (await read(silenced)).pcm)).toBe(true);
    expect(warnings).toEqual([`${folder.at('b.caf')}: ${WARNING}`]);
  });

  it('floats that hold integers of 32 bits are valid', async () => {
    const samples = [2 ** 31, -(2 ** 31), 32_767, 0.5];
    const { pcm, warnings } = await readAll(await folder.write('c.wav', wavFile([samples], { format: 'f32' })));
    expect([...pcm]).toEqual(samples);
    expect(warnings).toEqual([]);
  });
});
