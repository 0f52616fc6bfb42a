import { describe, expect, it } from 'vitest';
import { createSampleBuffer } from '#audio/decode/sample-buffer.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { wavFile } from '../../helpers/wav-writer.js';
import { readAll } from '../support.js';

const chunk = Float32Array.from({ length: 100_000 }, (_, i) => i);

describe('memory for samples', () => {
  // 2 ** 36 - 1 is the largest length that a FLAC header can announce.
  it.each([2 ** 36 - 1, 5_000_000, 1, undefined])(
    'announced %s: reserves no more than arrived, fourfold',
    (announced) => {
      const buffer = createSampleBuffer(announced);
      for (let samples = chunk.length; samples <= 30 * chunk.length; samples += chunk.length) {
        buffer.push(chunk);
        expect(buffer.capacity).toBeLessThanOrEqual(Math.max(2 ** 20, 4 * samples));
      }
      const pcm = buffer.finish();
      expect(pcm.length).toBe(30 * chunk.length);
      expect(pcm.every((value, i) => value === i % chunk.length)).toBe(true);
    },
  );

  it('a right announcement leaves nothing unused', () => {
    const buffer = createSampleBuffer(30 * chunk.length);
    for (let i = 0; i < 30; i++) buffer.push(chunk);
    expect(buffer.capacity).toBe(30 * chunk.length);
  });

  const folder = useTemporaryFolder();

  it('resampling from a low rate returns chunks of bounded length', async () => {
    const bytes = wavFile([new Float32Array(8_000)], { format: 'u8', sampleRateHz: 128 });
    const { pcm, chunks } = await readAll(await folder.write('low.wav', bytes));
    expect(pcm.length).toBe(Math.ceil((8_000 * 44_100) / 128));
    expect(chunks).toBeGreaterThanOrEqual(pcm.length / 2 ** 20);
  });
});
