import { execFile } from 'node:child_process';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg } from '../support.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../fixtures/audio/stream-memory.mjs', import.meta.url));

const folder = useTemporaryFolder();

interface Cost {
  readonly segments: number;
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
}

async function stream(file: string): Promise<Cost> {
  return JSON.parse((await run(process.execPath, [script, file])).stdout) as Cost;
}

/** Writes minutes of 16-bit silence as a sparse file. */
async function silence(minutes: number): Promise<string> {
  const frames = minutes * 60 * 44_100;
  const file = await folder.write(`${minutes}.wav`, wavFile([[0]], { dataSize: frames * 2 }).subarray(0, 44));
  await truncate(file, 44 + frames * 2);
  return file;
}

describe('streaming', () => {
  it('half an hour of WAV takes no more memory than five minutes, and much less time than its duration', async () => {
    const short = await stream(await silence(5));
    const long = await stream(await silence(30));
    expect([short.segments, long.segments]).toEqual([5_991, 35_991]);
    expect(long.peakMegabytes).toBeLessThan(short.peakMegabytes + 40);
    expect(long.peakMegabytes).toBeLessThan(250);
    // Generous bound for a busy machine: measured 0.6 s on one core.
    expect(long.cpuSeconds).toBeLessThan(8);
  });

  it('a quarter of an hour through ffmpeg takes no more memory than three minutes', async () => {
    const files = await Promise.all(
      [3, 15].map(async (minutes) => {
        const flac = join(folder.path, `${minutes}.flac`);
        await ffmpeg('-i', await silence(minutes), flac);
        return flac;
      }),
    );
    const [short, long] = [await stream(files[0]!), await stream(files[1]!)];
    expect([short.segments, long.segments]).toEqual([3_591, 17_991]);
    expect(long.peakMegabytes).toBeLessThan(short.peakMegabytes + 40);
    expect(long.peakMegabytes).toBeLessThan(250);
  });
});
