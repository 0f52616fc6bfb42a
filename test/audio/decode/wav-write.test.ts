import { describe, expect, it } from 'vitest';
import { encodeWav, readAudio } from '#audio/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine } from '../../helpers/wav-writer.js';

const folder = useTemporaryFolder();

const read = async (name: string, bytes: Uint8Array): Promise<Float32Array> => {
  const { pcm } = await readAudio(await folder.write(name, bytes), { sampleRateHz: 16_000 });
  return pcm;
};

describe('encodeWav', () => {
  it('writes a readable WAV file whose peak is half of full scale, for input of any scale', async () => {
    const samples = Float32Array.from(sine(440, 1600, { sampleRateHz: 16_000, amplitude: 3 }));
    const pcm = await read('tone.wav', encodeWav(samples, 16_000));
    expect(pcm).toHaveLength(1600);
    const loudest = Math.max(...samples.map(Math.abs));
    for (const [i, sample] of pcm.entries()) expect(sample).toBeCloseTo((samples[i]! / loudest) * 0.5, 3);
  });

  it('writes silence as silence', async () => {
    const pcm = await read('silence.wav', encodeWav(new Float32Array(800), 16_000));
    expect(pcm.every((sample) => sample === 0)).toBe(true);
  });
});
