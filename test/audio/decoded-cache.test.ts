import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  cacheContents,
  clearCache,
  type DecodedCache,
  namedDecodedCache,
  readCachedAudio,
  userDecodedCache,
} from '#audio/corpus/index.js';
import { readAudio } from '#audio/decode/index.js';
import { AudioFormatError, ConfigError } from '#src/errors.js';
import { wavFile } from '../helpers/wav-writer.js';

const RATE_HZ = 22_050;
const OPTIONS = { sampleRateHz: RATE_HZ };

let folder: string;
let cache: DecodedCache;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lyrebird-cache-'));
  cache = { folder: join(folder, 'cache'), limitBytes: 1e6 };
});
// Decoded recordings are written after they were read.
afterEach(() => rm(folder, { recursive: true, maxRetries: 10, retryDelay: 50 }));

const entries = (): Promise<string[]> => readdir(cache.folder).catch(() => []);

/** Writes a recording at another rate than the one that is read. */
async function recording(name: string, seconds: number, hz = 300): Promise<string> {
  const samples = Float32Array.from(
    { length: seconds * 8_000 },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / 8_000),
  );
  const path = join(folder, name);
  await writeFile(path, wavFile([samples], { sampleRateHz: 8_000 }));
  return path;
}

describe('decoded recordings on disk', () => {
  it('have the samples of the first decoding, whatever the name of the file', async () => {
    const file = await recording('a.wav', 1);
    const first = await readCachedAudio(file, OPTIONS, cache);
    await vi.waitUntil(async () => (await entries()).length === 1);
    const copy = join(folder, 'copy.wav');
    await writeFile(copy, await readFile(file));
    const again = await readCachedAudio(copy, OPTIONS, cache);
    expect(again).toEqual(first);
    expect(first.pcm).toEqual((await readAudio(file, OPTIONS)).pcm);
    expect(await entries()).toHaveLength(1);
  });

  it('are decoded again for another rate, or if a byte of the recording differs', async () => {
    const file = await recording('a.wav', 1);
    await readCachedAudio(file, OPTIONS, cache);
    await readCachedAudio(file, { sampleRateHz: 16_000 }, cache);
    await readCachedAudio(await recording('b.wav', 1, 301), OPTIONS, cache);
    await vi.waitUntil(async () => (await entries()).length === 3);
  });

  it('keep warnings, which name the file that was read', async () => {
    const file = await recording('cut.wav', 2);
    await writeFile(file, (await readFile(file)).subarray(0, 30_000));
    const { warnings } = await readCachedAudio(file, OPTIONS, cache);
    expect(warnings).toHaveLength(1);
    await vi.waitUntil(async () => (await entries()).length === 1);
    const moved = join(folder, 'moved.wav');
    await writeFile(moved, await readFile(file));
    const again = (await readCachedAudio(moved, OPTIONS, cache)).warnings;
    expect(again).toEqual([{ file: moved, message: warnings[0]!.message.replace(file, moved) }]);
  });

  it('are not used if they are damaged', async () => {
    const file = await recording('a.wav', 1);
    const { pcm } = await readCachedAudio(file, OPTIONS, cache);
    await vi.waitUntil(async () => (await entries()).length === 1);
    const entry = join(cache.folder, (await entries())[0]!);
    const bytes = await readFile(entry);
    for (const damage of [
      Buffer.alloc(0),
      bytes.subarray(0, 1_000),
      Buffer.concat([bytes, Buffer.alloc(4)]),
      Buffer.from(bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte))),
      Buffer.from(bytes.map((byte, at) => (at === 2 ? byte ^ 1 : byte))),
    ]) {
      await writeFile(entry, damage);
      expect((await readCachedAudio(file, OPTIONS, cache)).pcm).toEqual(pcm);
      await vi.waitUntil(async () => (await readFile(entry)).equals(bytes));
    }
  });

  it('take at most so much: those that were not used for longest go first', async () => {
    const small = { ...cache, limitBytes: 3 * 4 * RATE_HZ + 2_000 };
    const files = await Promise.all([1, 2, 3].map((i) => recording(`${i}.wav`, 1, 300 + i)));
    for (const [i, file] of files.entries()) {
      await readCachedAudio(file, OPTIONS, small);
      await vi.waitUntil(async () => (await entries()).length === i + 1);
    }
    const before = await entries();
    const next = { ...small };
    await readCachedAudio(files[0]!, OPTIONS, next);
    await readCachedAudio(await recording('4.wav', 1, 304), OPTIONS, next);
    await vi.waitUntil(async () => {
      const now = await entries();
      return now.length === 3 && now.some((name) => !before.includes(name));
    });
    expect((await cacheContents(small)).bytes).toBeLessThanOrEqual(small.limitBytes);
    // The first was used again, so the second made room.
    const kept = await entries();
    await readCachedAudio(files[0]!, OPTIONS, small);
    await readCachedAudio(files[2]!, OPTIONS, small);
    expect((await entries()).sort()).toEqual(kept.sort());
  });

  it('of a corpus that is larger do not push each other out: what fits is there the next time', async () => {
    const small = { ...cache, limitBytes: 2 * 4 * RATE_HZ + 2_000 };
    const files = await Promise.all([1, 2, 3, 4].map((i) => recording(`${i}.wav`, 1, 300 + i)));
    for (const [i, file] of files.entries()) {
      await readCachedAudio(file, OPTIONS, small);
      if (i < 2) await vi.waitUntil(async () => (await entries()).length === i + 1);
    }
    const first = (await entries()).sort();
    expect(first).toHaveLength(2);
    const next = { ...small };
    for (const file of files) await readCachedAudio(file, OPTIONS, next);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await entries()).sort()).toEqual(first);
  });

  it('are the only files that are counted or deleted', async () => {
    const mine = join(cache.folder, 'raw_recording.pcm');
    await readCachedAudio(await recording('a.wav', 1), OPTIONS, cache);
    await vi.waitUntil(async () => (await entries()).length === 1);
    await writeFile(mine, Buffer.alloc(9));
    expect(await clearCache(cache)).toMatchObject({ recordings: 1 });
    expect(await entries()).toEqual(['raw_recording.pcm']);
  });

  it('are not made of WAV files at the rate that is read, nor of what cannot be decoded', async () => {
    const plain = join(folder, 'plain.wav');
    await writeFile(plain, wavFile([new Float32Array(1_000)], { sampleRateHz: RATE_HZ }));
    await readCachedAudio(plain, OPTIONS, cache);
    const text = join(folder, 'text.mp3');
    await writeFile(text, 'no audio');
    await expect(readCachedAudio(text, OPTIONS, cache)).rejects.toBeInstanceOf(AudioFormatError);
    await expect(readCachedAudio(join(folder, 'none.mp3'), OPTIONS, cache)).rejects.toBeInstanceOf(AudioFormatError);
    expect(await entries()).toEqual([]);
  });

  it('a folder that cannot be written to costs nothing', async () => {
    await writeFile(cache.folder, 'a file in the way');
    const file = await recording('a.wav', 1);
    expect((await readCachedAudio(file, OPTIONS, cache)).pcm).toEqual((await readAudio(file, OPTIONS)).pcm);
  });

  it('are counted and deleted', async () => {
    await readCachedAudio(await recording('a.wav', 1), OPTIONS, cache);
    await vi.waitUntil(async () => (await entries()).length === 1);
    expect(await clearCache(cache)).toMatchObject({ recordings: 1 });
    expect(await cacheContents(cache)).toEqual({ recordings: 0, bytes: 0 });
  });

  it.each([
    [{ LYREBIRD_CACHE: '/c' }, { folder: '/c', limitBytes: 5e9 }],
    [
      { XDG_CACHE_HOME: '/x', LYREBIRD_CACHE_GB: '0.5' },
      { folder: join('/x', 'lyrebird', 'decoded'), limitBytes: 5e8 },
    ],
    [{ LYREBIRD_CACHE: '' }, undefined],
    [{ LYREBIRD_CACHE: '/c', LYREBIRD_CACHE_GB: '0' }, undefined],
    [
      { LYREBIRD_CACHE: '/c', LYREBIRD_CACHE_GB: '' },
      { folder: '/c', limitBytes: 5e9 },
    ],
  ])('%j: %j', (env, expected) => {
    expect(userDecodedCache(env)).toEqual(expected);
  });

  it('stay where they are at 0 GB, and can be deleted there', () => {
    expect(namedDecodedCache({ LYREBIRD_CACHE: '/c', LYREBIRD_CACHE_GB: '0' })).toEqual({
      folder: '/c',
      limitBytes: 0,
    });
    expect(namedDecodedCache({ LYREBIRD_CACHE: '' })).toBeUndefined();
  });

  it.each(['much', '5GB', '10,5', '-1', 'Infinity'])('take no size of %s', (size) => {
    const message = `LYREBIRD_CACHE_GB must be a number of gigabytes, such as 5 or 0.5, got ${size}`;
    for (const cacheOf of [userDecodedCache, namedDecodedCache]) {
      expect(() => cacheOf({ LYREBIRD_CACHE_GB: size })).toThrow(new ConfigError(message));
    }
  });
});
