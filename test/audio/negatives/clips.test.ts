import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findFfmpeg, readAudio } from '#audio/decode/index.js';
import { type ClipRow, readClipList } from '#audio/negatives/clip-list.js';
import { decodeClips } from '#audio/negatives/decode-clips.js';
import { type Clip, loadClips } from '#audio/negatives/index.js';
import { DatasetError } from '#src/errors.js';
import { CLIP_FOLDER } from '#src/package.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { ffmpeg, maxDifference } from '../support.js';

const RATE = 22_050;
const hasFfmpeg = (await findFfmpeg()) !== undefined;
const folder = useTemporaryFolder({ perTest: true });

let rows: readonly ClipRow[];
beforeAll(async () => {
  rows = await readClipList(CLIP_FOLDER);
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the clips that ship', () => {
  it('are the files of their folder, at most 2 MB', async () => {
    const files = await readdir(CLIP_FOLDER);
    expect(files.sort()).toEqual([...rows.map(({ file }) => file), 'LICENSES.md', 'clips.json'].sort());
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(CLIP_FOLDER, file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_000_000);
  });

  it('are in the public domain, and from the folds that test nothing', async () => {
    for (const { file, licence, fold, group, source, recordist } of rows) {
      expect(licence, file).toBe('CC0');
      expect(fold, file).toBeLessThanOrEqual(3);
      expect(file).toMatch(new RegExp(`^${fold}-${group}-[A-Z]\\.ogg$`));
      expect(source).toBe(`https://www.freesound.org/people/${encodeURIComponent(recordist)}/sounds/${group}/`);
    }
    expect(await readFile(join(CLIP_FOLDER, 'LICENSES.md'), 'utf8')).toContain(`\n${rows.length} of the 400 clips`);
  });

  it('are rain, waves, fire, chainsaws and helicopters by many recordists', () => {
    const counts = new Map<string, number>();
    for (const { sound } of rows) counts.set(sound, (counts.get(sound) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      rain: 4,
      'sea waves': 2,
      'fire crackling': 3,
      chainsaw: 4,
      helicopter: 4,
    });
    expect(new Set(rows.map(({ recordist }) => recordist)).size).toBe(16);
  });
});

describe('decoded clips', () => {
  let clips: readonly Clip[];
  beforeAll(async () => {
    clips = await loadClips(RATE);
  });

  it('are those of the list, 5 to 7.3 s long, at the requested rate', async () => {
    expect(clips.map(({ name, sound }) => ({ file: name, sound }))).toEqual(
      rows.map(({ file, sound }) => ({ file, sound })),
    );
    const seconds = clips.map(({ samples }) => (samples.length / RATE).toFixed(1));
    expect(seconds).toEqual(rows.map(({ file }) => (file === '1-17808-B.ogg' ? '7.2' : '5.0')));
    const [full] = await loadClips(44_100);
    expect(clips[0]!.samples.length).toBe(Math.ceil(full!.samples.length / 2));
  });

  it('are finite, and can be heard', () => {
    for (const { name, samples } of clips) {
      const power = samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
      expect(10 * Math.log10(power), name).toBeGreaterThan(-60);
      expect(samples.every((value) => Math.abs(value) < 1.5)).toBe(true);
    }
  });

  it('are decoded once per rate', async () => {
    expect(await loadClips(RATE)).toBe(clips);
  });

  it.skipIf(!hasFfmpeg)('are what ffmpeg reads from the same files (skipped without ffmpeg)', async () => {
    for (const { name, samples } of [clips[0]!, clips.at(-1)!]) {
      const { pcm } = await readAudio(join(CLIP_FOLDER, name), { sampleRateHz: RATE });
      expect(pcm.length).toBe(samples.length);
      expect(maxDifference(pcm, samples)).toBeLessThan(1e-6);
    }
  });

  it.skipIf(!hasFfmpeg)('are the mean of their channels (skipped without ffmpeg)', async () => {
    const file = folder.at('stereo.ogg');
    const tones = 'aevalsrc=0.5*sin(2*PI*440*t)|0.3*sin(2*PI*1000*t):s=32000:d=2';
    await ffmpeg('-f', 'lavfi', '-i', tones, '-c:a', 'libvorbis', file);
    const row = { file: 'stereo.ogg', sound: 'tones', sha256: sha256(await readFile(file)) };
    await folder.write('clips.json', JSON.stringify([row]));
    const [clip] = await decodeClips(folder.path, RATE);
    const { pcm } = await readAudio(file, { sampleRateHz: RATE });
    // What follows is padding of the last block, which ffmpeg returns with it.
    expect(clip!.samples.length).toBe(2 * RATE);
    expect(maxDifference(pcm.subarray(0, 1.9 * RATE), clip!.samples)).toBeLessThan(1e-6);
  });
});

describe('a clip', () => {
  const remedy = 'it is part of Lyrebird: reinstall it';

  it('that is missing is named', async () => {
    await copyFile(join(CLIP_FOLDER, 'clips.json'), folder.at('clips.json'));
    await expect(decodeClips(folder.path, RATE)).rejects.toThrow(
      new DatasetError(`${folder.at(rows[0]!.file)}: cannot be read: no such file or folder; ${remedy}`),
    );
  });

  it('that is damaged is named', async () => {
    await folder.write('clips.json', JSON.stringify([rows[0]]));
    const { file } = rows[0]!;
    const bytes = await readFile(join(CLIP_FOLDER, file));
    for (const damaged of [bytes.subarray(0, 50_000), bytes.fill(0x55, 20_000, 20_001)]) {
      await folder.write(file, damaged);
      await expect(decodeClips(folder.path, RATE)).rejects.toThrow(
        new DatasetError(`${folder.at(file)}: is damaged (its SHA-256 is not the listed one); ${remedy}`),
      );
    }
  });

  it('is not looked for without a list', async () => {
    await expect(decodeClips(folder.path, RATE)).rejects.toThrow(
      new DatasetError(`${folder.at('clips.json')}: cannot be read: no such file or folder; ${remedy}`),
    );
    await folder.write('clips.json', '[{');
    await expect(decodeClips(folder.path, RATE)).rejects.toThrow(
      new DatasetError(`${folder.at('clips.json')}: is not JSON; ${remedy}`),
    );
  });
});
