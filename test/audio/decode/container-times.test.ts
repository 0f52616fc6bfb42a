import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg, readAll } from '../support.js';

const folder = useTemporaryFolder();
const RATE_HZ = 44_100;
const FILM = ['-f', 'lavfi', '-i', 'testsrc=d=7:r=5:s=64x64', '-c:v', 'mpeg4'];

/** Six seconds of silence with a beep of 0.1 s at 0.5, 2.5 and 4.5 s. */
let beeps: string;
beforeAll(async () => {
  const samples = new Float64Array(6 * RATE_HZ);
  for (const second of [0.5, 2.5, 4.5]) samples.set(sine(2_000, RATE_HZ / 10), second * RATE_HZ);
  beeps = await folder.write('beeps.wav', wavFile([samples]));
});

/** Encodes the beeps. */
async function encoded(name: string, ...options: readonly string[]): Promise<string> {
  const file = join(folder.path, name);
  await ffmpeg('-i', beeps, ...options, file);
  return file;
}

/** Times at which a beep begins, to a hundredth of a second. */
function onsets(pcm: Float32Array): number[] {
  const window = RATE_HZ / 100;
  const loud = Array.from({ length: Math.floor(pcm.length / window) }, (_, i) =>
    pcm.subarray(i * window, (i + 1) * window).some((x) => Math.abs(x) > 0.2),
  );
  return loud.flatMap((is, i) => (is && !loud[i - 1] ? [i / 100] : []));
}

async function read(file: string) {
  const { pcm, warnings } = await readAll(file);
  return {
    onsets: onsets(pcm).map((time) => Math.round(10 * time) / 10),
    seconds: Math.round((10 * pcm.length) / RATE_HZ) / 10,
    warnings: warnings.map((message) => message.replace(`${file}: `, '')),
  };
}

/** Moves the times of what follows the first three seconds. */
const later = (seconds: number): string[] => ['-af', `asetpts='PTS+if(gte(T,3),${seconds}/TB,0)'`];

describe('times of the container', () => {
  it.each([
    ['gap.mkv', ['-c:a', 'libopus']],
    ['gap.mka', ['-c:a', 'flac']],
    ['gap.mp4', ['-c:a', 'aac']],
  ])('a gap (%s) is filled with silence', async (name, codec) => {
    const file = await encoded(name, ...later(3), ...codec);
    expect(await read(file)).toEqual({ onsets: [0.5, 2.5, 7.5], seconds: 9, warnings: [] });
  });

  it.each(['late.mkv', 'late.mp4'])('sound that begins after the picture (%s) is late', async (name) => {
    const file = join(folder.path, name);
    await ffmpeg(...FILM.slice(0, 4), '-itsoffset', '2', '-i', beeps, '-c:v', 'mpeg4', '-c:a', 'aac', file);
    expect(await read(file)).toMatchObject({ onsets: [2.5, 4.5, 6.5], warnings: [] });
  });

  it('a jump of hours is not filled, with a warning', async () => {
    const file = await encoded('jump.mka', ...later(7_200), '-c:a', 'flac');
    expect(await read(file)).toEqual({
      onsets: [0.5, 2.5, 4.5],
      seconds: 6,
      warnings: ['its times jump by 7200.00 s; the times of detections count its samples instead'],
    });
  });

  it('times that go back lose no samples', async () => {
    const file = join(folder.path, 'back.ts');
    const one = await encoded('one.ts', '-c:a', 'mp2');
    await writeFile(file, Buffer.concat([await readFile(one), await readFile(one)]));
    const { onsets: times, seconds } = await read(file);
    expect(times).toEqual([0.5, 2.5, 4.5, 6.5, 8.5, 10.5]);
    expect(seconds).toBe(12);
  });
});

describe('whole recordings that look truncated', () => {
  it.each(['film.mp4', 'film.mkv', 'film.avi'])('a picture longer than the sound (%s): no warning', async (name) => {
    const file = join(folder.path, name);
    await ffmpeg(...FILM.slice(0, 4), '-i', beeps, '-c:v', 'mpeg4', '-c:a', 'aac', file);
    expect(await read(file)).toEqual({ onsets: [0.5, 2.5, 4.5], seconds: 6, warnings: [] });
  });

  it('a film that is cut is truncated', async () => {
    const file = join(folder.path, 'cut.mp4');
    await ffmpeg(...FILM.slice(0, 4), '-i', beeps, '-c:v', 'mpeg4', '-c:a', 'aac', '-movflags', '+faststart', file);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, 0.7 * bytes.length));
    const { warnings } = await read(file);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^truncated: the file ends in the middle of the audio; used the [2-5]\.\d\d s that could be read$/,
    );
  });

  it.each(['libopus', 'libvorbis'])('Ogg (%s) without a last page: no warning, unless a page is cut', async (codec) => {
    const whole = await encoded(`${codec}.ogg`, '-c:a', codec, '-page_duration', '500000');
    const bytes = await readFile(whole);
    const cut = join(folder.path, 'cut.ogg');
    await writeFile(cut, bytes.subarray(0, bytes.lastIndexOf('OggS')));
    expect((await read(cut)).warnings).toEqual([]);
    await writeFile(cut, bytes.subarray(0, bytes.length - 5));
    expect((await read(cut)).warnings).toHaveLength(1);
  });

  it.each(['libopus', 'libvorbis'])('Ogg streams (%s) one after the other: whole, no warning', async (codec) => {
    const one = await readFile(await encoded('one.ogg', '-c:a', codec));
    const file = await folder.write('chain.ogg', Buffer.concat([one, one, one]));
    const { onsets: times, warnings } = await read(file);
    expect(times).toHaveLength(9);
    expect(warnings).toEqual([]);
  });

  it('damage in a chain of Ogg streams gives a warning', async () => {
    const one = await readFile(await encoded('one.opus', '-c:a', 'libopus'));
    const damaged = Buffer.from(one);
    for (let at = damaged.indexOf('OggS', 4_000); at >= 0; at = damaged.indexOf('OggS', at + 4)) {
      damaged.fill(0xff, at + 300, Math.min(damaged.length, at + 3_000));
    }
    const file = await folder.write('damaged.ogg', Buffer.concat([one, damaged]));
    expect((await read(file)).warnings).toEqual([expect.stringMatching(/^damaged in \d+ places; /)]);
  });
});
