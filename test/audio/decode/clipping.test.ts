import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg, readAll } from '../support.js';

const folder = useTemporaryFolder();
const RATE_HZ = 8_000;
const quiet = sine(300, RATE_HZ, { sampleRateHz: RATE_HZ, amplitude: 0.2 });
/** At full scale in 84% of the samples; stored as `u8`, in 42%, because its positive end is 0.992. */
const clipped = sine(510, RATE_HZ, { sampleRateHz: RATE_HZ, amplitude: 4 }).map((x) => Math.max(-1, Math.min(1, x)));
const CLIPPED = /^clipped: \d\d% of its samples are at full scale; record at a lower level$/;

async function warningsOf(file: string, channel?: number): Promise<string[]> {
  const { warnings } = await readAll(file, { sampleRateHz: RATE_HZ, ...(channel !== undefined && { channel }) });
  return warnings.map((message) => message.replace(`${file}: `, ''));
}

describe('clipping of channels that are averaged', () => {
  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)(
    '%s: one clipped channel gives a warning',
    async (format) => {
      const bytes = wavFile([quiet, clipped], { sampleRateHz: RATE_HZ, format });
      const file = await folder.write(`${format}.wav`, bytes);
      const ofOne = /^clipped: \d\d% of the samples in 1 of its 2 channels are at full scale; record at a lower level$/;
      expect(await warningsOf(file)).toEqual([expect.stringMatching(ofOne)]);
      expect(await warningsOf(file, 1)).toEqual([expect.stringMatching(CLIPPED)]);
      expect(await warningsOf(file, 0)).toEqual([]);
    },
  );

  it('is noticed in what ffmpeg decodes, too, and counts the channels', async () => {
    const wav = await folder.write('three.wav', wavFile([clipped, quiet, clipped], { sampleRateHz: RATE_HZ }));
    const flac = folder.at('three.flac');
    await ffmpeg('-i', wav, flac);
    for (const file of [wav, flac]) {
      expect(await warningsOf(file)).toEqual([expect.stringContaining('% of the samples in 2 of its 3 channels are')]);
    }
  });

  it('is that of the recording where all are clipped, and nothing where none is', async () => {
    const mono = await folder.write('mono.wav', wavFile([clipped], { sampleRateHz: RATE_HZ }));
    const both = await folder.write('both.wav', wavFile([clipped, clipped], { sampleRateHz: RATE_HZ }));
    expect(await warningsOf(both)).toEqual([expect.stringMatching(CLIPPED)]);
    expect(await warningsOf(both)).toEqual(await warningsOf(mono));
    expect(
      await warningsOf(await folder.write('none.wav', wavFile([quiet, quiet], { sampleRateHz: RATE_HZ }))),
    ).toEqual([]);
  });
});
