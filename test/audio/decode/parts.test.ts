import { beforeAll, describe, expect, it } from 'vitest';
import { readParts, type AudioPart, type OpenDecoderOptions, type ReadPart } from '#audio/decode/index.js';
import { AudioFormatError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg, readAll } from '../support.js';

const RATE_HZ = 8000;
const SECONDS = 20;
const folder = useTemporaryFolder();
/** Each sample differs from those around it. */
const ramp = (sign: number): Float64Array =>
  Float64Array.from({ length: SECONDS * RATE_HZ }, (_, t) => (sign * ((t * 7919) % 30_011)) / 32_768);

const PARTS: readonly AudioPart[] = [
  { startSeconds: 12.5, endSeconds: 13 },
  { startSeconds: 2, endSeconds: 3.25 },
  { startSeconds: 2.5, endSeconds: 2.75 },
  { startSeconds: -1, endSeconds: 0.5 },
  { startSeconds: 19.5, endSeconds: 22 },
];

async function partsOf(file: string, options?: OpenDecoderOptions): Promise<ReadPart[]> {
  const found: ReadPart[] = [];
  for await (const part of readParts(file, PARTS, options)) found.push(part);
  return found;
}

async function expectParts(file: string, options?: OpenDecoderOptions): Promise<void> {
  const { pcm } = await readAll(file, { sampleRateHz: RATE_HZ, ...options });
  const found = await partsOf(file, options);
  expect(found.map(({ index }) => index)).toEqual([3, 2, 1, 0, 4]);
  for (const { index, samples, startSeconds, sampleRateHz } of found) {
    const { startSeconds: from, endSeconds: to } = PARTS[index]!;
    expect(sampleRateHz).toBe(RATE_HZ);
    expect(startSeconds).toBe(Math.max(0, from));
    expect(samples).toEqual(pcm.slice(Math.max(0, from) * RATE_HZ, to * RATE_HZ));
  }
}

describe('parts of a recording', () => {
  let stereo: string;
  beforeAll(async () => {
    stereo = await folder.write('stereo.wav', wavFile([ramp(1), ramp(-0.5)], { sampleRateHz: RATE_HZ }));
  });

  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)(
    'of WAV with %s are those of the whole',
    async (format) => {
      const bytes = wavFile([ramp(1), ramp(-0.5)], { sampleRateHz: RATE_HZ, format });
      await expectParts(await folder.write(`${format}.wav`, bytes));
    },
  );

  it('are of one channel, if asked for', async () => {
    await expectParts(stereo, { channel: 1 });
  });

  it.each(['flac', 'mp3', 'ogg'])('of %s are those of the whole', async (extension) => {
    const file = folder.at(`stereo.${extension}`);
    await ffmpeg('-i', stereo, file);
    await expectParts(file);
  });

  it('beyond the end have no samples', async () => {
    const found: ReadPart[] = [];
    for await (const part of readParts(stereo, [{ startSeconds: 30, endSeconds: 31 }])) found.push(part);
    expect(found.map(({ samples }) => samples.length)).toEqual([0]);
  });

  it('need a recording that can be read', async () => {
    await expect(partsOf(folder.at('gone.wav'))).rejects.toThrow(
      new AudioFormatError(`${folder.at('gone.wav')}: no such file`),
    );
  });
});
