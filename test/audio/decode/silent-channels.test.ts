import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile, type WavOptions } from '../../helpers/wav-writer.js';
import { ffmpeg, readAll } from '../support.js';

const folder = useTemporaryFolder();
const RATE_HZ = 8_000;
const FORMATS = ['u8', 's16', 's24', 's32', 'f32', 'f64'] as const;
const sound = sine(300, RATE_HZ, { sampleRateHz: RATE_HZ, amplitude: 0.2 });
const none = new Float64Array(RATE_HZ);
/** A constant, with noise of the last bits of 16. */
const offset = none.map((_, i) => 0.02 + ((i * 7) % 5) * 4e-5);

const second =
  'channel 2 of its 2 is silent: was its microphone connected? ' +
  'the mean of all, which is used, is quieter than the other (classify: --channel left)';

async function warningsOf(file: string, channel?: number): Promise<string[]> {
  const { warnings } = await readAll(file, { sampleRateHz: RATE_HZ, ...(channel !== undefined && { channel }) });
  return warnings.map((message) => message.replace(`${file}: `, ''));
}

const written = (channels: readonly Float64Array[], options: WavOptions = {}): Promise<string> =>
  folder.write('x.wav', wavFile(channels, { sampleRateHz: RATE_HZ, ...options }));

describe('a silent channel beside others', () => {
  it.each(FORMATS)('%s: gives a warning if channels are averaged', async (format) => {
    const file = await written([sound, none], { format });
    expect(await warningsOf(file)).toEqual([second]);
    expect(await warningsOf(file, 0)).toEqual([]);
    expect(await warningsOf(file, 1)).toEqual([expect.stringMatching(/^silent: /)]);
  });

  it('is noticed in what ffmpeg decodes, too', async () => {
    const flac = folder.at('x.flac');
    await ffmpeg('-i', await written([sound, none]), flac);
    expect(await warningsOf(flac)).toEqual([second]);
  });

  it('may have an offset, or floats that are no numbers', async () => {
    expect(await warningsOf(await written([sound, offset]))).toEqual([second]);
    const broken = none.map((_, i) => (i % 3 === 0 ? Number.NaN : 0));
    expect(await warningsOf(await written([sound, broken], { format: 'f32' }))).toContain(second);
  });

  it('is named with the channel to use, or all of them', async () => {
    expect(await warningsOf(await written([none, sound]))).toEqual([
      second.replace('channel 2', 'channel 1').replace('left', 'right'),
    ]);
    expect(await warningsOf(await written([none, sound, none, sound]))).toEqual([
      'channels 1 and 3 of its 4 are silent: were their microphones connected? ' +
        'the mean of all, which is used, is quieter than the others (classify: --channel each)',
    ]);
  });

  it('has none to warn of if it is only quiet, or silent for a while, or if all are', async () => {
    const quiet = sound.map((x) => x / 1_000);
    const late = none.map((_, i) => (i < 7_000 ? 0 : sound[i]!));
    for (const other of [quiet, late]) expect(await warningsOf(await written([sound, other]))).toEqual([]);
    expect(await warningsOf(await written([none, offset]))).toEqual([expect.stringMatching(/^silent: /)]);
    const few = [sound.subarray(0, 900), none.subarray(0, 900)];
    expect(await warningsOf(await written(few))).toEqual([]);
  });
});
