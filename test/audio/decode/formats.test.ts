import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { AudioFormatError, ConfigError } from '#src/errors.js';
import { openAudio } from '#audio/decode/open.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';
import { ffmpeg, messageOf, readAll, sameBits } from '../support.js';

const folder = useTemporaryFolder();
let tone: string;
beforeAll(async () => {
  const channels = [sine(1_000, 96_000, { sampleRateHz: 48_000 }), sine(1_000, 96_000, { sampleRateHz: 48_000 })];
  tone = await folder.write('tone.wav', wavFile(channels, { sampleRateHz: 48_000 }));
});

/** Encodes the tone in a different format. */
async function encoded(name: string, ...options: readonly string[]): Promise<string> {
  const file = join(folder.path, name);
  await ffmpeg('-i', tone, ...options, file);
  return file;
}

/** Amplitude of a sine at a given frequency. */
function amplitude(pcm: Float32Array, hz: number, sampleRateHz = 44_100): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < pcm.length; i++) {
    const angle = (2 * Math.PI * hz * i) / sampleRateHz;
    re += pcm[i]! * Math.cos(angle);
    im += pcm[i]! * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / pcm.length;
}

describe('formats decoded by ffmpeg', () => {
  it.each<[string, string, readonly string[]]>([
    ['tone.mp3', 'mp3', []],
    ['tone-without-xing.mp3', 'mp3', ['-write_xing', '0']],
    ['tone.flac', 'flac', []],
    ['tone.ogg', 'vorbis', ['-c:a', 'libvorbis']],
    ['tone.opus', 'opus', []],
    ['tone.m4a', 'aac', []],
    ['tone.aiff', 'pcm_s16be', []],
    ['tone-adpcm.wav', 'adpcm_ms', ['-c:a', 'adpcm_ms']],
    ['tone-mulaw.wav', 'pcm_mulaw', ['-c:a', 'pcm_mulaw']],
    ['tone.w64', 'pcm_s16le', []],
    ['tone.caf', 'pcm_s16be', []],
  ])('%s: two seconds of the tone, without warnings', async (name, codec, options) => {
    const { pcm, info, warnings } = await readAll(await encoded(name, ...options));
    expect(warnings).toEqual([]);
    expect(info).toMatchObject({ codec, sampleRateHz: 48_000, channels: 2, decoder: 'ffmpeg' });
    expect(pcm.length / 44_100).toBeGreaterThan(1.99);
    expect(pcm.length / 44_100).toBeLessThan(2.1);
    expect(amplitude(pcm.subarray(20_000, 64_100), 1_000)).toBeCloseTo(0.5, 1);
  });

  it('FLAC decodes to the same bits as the WAV file it was encoded from', async () => {
    const wav = await readAll(tone);
    const flac = await readAll(await encoded('same.flac'));
    expect(sameBits(flac.pcm, wav.pcm)).toBe(true);
    expect(flac.info.durationSeconds).toBe(2);
  });

  it('six channels are averaged as in WAV, not downmixed by speaker position', async () => {
    const channels = Array.from({ length: 6 }, (_, c) => sine(300 * (c + 1), 44_100));
    const wav = await folder.write('six.wav', wavFile(channels, { extensible: true }));
    const flac = join(folder.path, 'six.flac');
    await ffmpeg('-i', wav, flac);
    expect(sameBits((await readAll(flac)).pcm, (await readAll(wav)).pcm)).toBe(true);
  });

  it('the audio track of a video is read', async () => {
    const film = join(folder.path, 'film.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc=d=2:r=5:s=64x64', '-i', tone, '-shortest', film);
    const { pcm } = await readAll(film);
    expect(amplitude(pcm.subarray(20_000, 64_100), 1_000)).toBeCloseTo(0.5, 1);
  });

  it.each([
    'with spaces.mp3',
    '-i.mp3',
    'quote\'s "double".mp3',
    'Ωδή Щегол 鶯 🐦.mp3',
    'http:song.mp3',
    '%d,[x];#.mp3',
  ])('a file named %s', async (name) => {
    const plain = await encoded('plain.mp3');
    const file = join(folder.path, name);
    await copyFile(plain, file);
    expect((await readAll(file)).pcm.length).toBe((await readAll(plain)).pcm.length);
    const wav = file.replace(/mp3$/, 'wav');
    await copyFile(tone, wav);
    expect((await readAll(wav)).pcm.length).toBe(88_200);
  });

  it('a relative path with a leading dash is read', async () => {
    const plain = await encoded('plain.mp3');
    const here = process.cwd();
    const name = `-dash-${process.pid}.mp3`;
    await copyFile(plain, join(folder.path, name));
    process.chdir(folder.path);
    try {
      expect((await readAll(name)).pcm.length).toBeGreaterThan(88_000);
    } finally {
      process.chdir(here);
    }
  });

  it('two recordings decoded concurrently do not mix', async () => {
    const other = join(folder.path, 'other.mp3');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=2500:d=3', other);
    const [a, b] = await Promise.all([readAll(await encoded('one.mp3')), readAll(other)]);
    expect(a.pcm.length / 44_100).toBeCloseTo(2, 1);
    expect(b.pcm.length / 44_100).toBeCloseTo(3, 1);
  });

  it('decoding a file twice gives the same bits', async () => {
    const file = await encoded('twice.mp3');
    expect(sameBits((await readAll(file)).pcm, (await readAll(file)).pcm)).toBe(true);
  });
});

describe('truncated recordings: the available audio is used, with a warning', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['cut.mp3', [], /^truncated: its header announces 2\.\d\d s; used the 1\.\d\d s that could be read$/],
    [
      'cut-cbr.mp3',
      ['-write_xing', '0'],
      /^truncated: the file ends in the middle of the audio; used the 1\.\d\d s that could be read$/,
    ],
    ['cut.flac', [], /^truncated: its header announces 2\.00 s; used the [01]\.\d\d s that could be read$/],
    [
      'cut.ogg',
      ['-c:a', 'libvorbis'],
      /^truncated: the file ends in the middle of the audio; used the [01]\.\d\d s that could be read$/,
    ],
    [
      'cut.opus',
      ['-page_duration', '200000'],
      /^truncated: the file ends in the middle of the audio; used the [01]\.\d\d s that could be read$/,
    ],
    [
      'cut.m4a',
      ['-movflags', '+faststart'],
      /^truncated: its header announces 2\.0\d s; used the 1\.\d\d s that could be read$/,
    ],
    ['cut-adpcm.wav', ['-c:a', 'adpcm_ms'], /^truncated: /],
  ])('%s', async (name, options, message) => {
    const file = await encoded(name, ...options);
    const { size } = await stat(file);
    await truncate(file, Math.floor(size * 0.7) + 1);
    const { pcm, warnings } = await readAll(file);
    expect(pcm.length / 44_100).toBeGreaterThan(0.5);
    expect(pcm.length / 44_100).toBeLessThan(1.7);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.startsWith(`${file}: `)).toBe(true);
    expect(warnings[0]!.slice(file.length + 2)).toMatch(message);
  });

  it('damage in the middle gives a warning, and the rest is used', async () => {
    const file = await encoded('hole.flac');
    const bytes = await readFile(file);
    bytes.fill(0xa5, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.5) + 600);
    await writeFile(file, bytes);
    const { pcm, warnings } = await readAll(file);
    expect(pcm.length).toBeGreaterThan(44_100);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/: (damaged in|truncated: )/);
  });
});

describe('files that are not recordings: an AudioFormatError of one line', () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    ['an empty file', () => folder.write('empty.mp3', ''), /: empty file \(0 bytes\)$/],
    [
      'text renamed .wav',
      () => folder.write('notes.wav', 'Notes from the field,\nMay 3rd: heard a wren near the brook'),
      /: not audio but text: it begins with "Notes from the field, May 3rd: heard a w…"$/,
    ],
    ['Cyrillic text renamed .mp3', () => folder.write('t.mp3', 'Щегол. '.repeat(99)), /: not audio but text: /],
    [
      'random bytes',
      () => folder.write('random.mp3', Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * i * 31 + i) & 255))),
      /: not audio, or too damaged to decode \(ffmpeg: .+\)$/,
    ],
    [
      'a video without audio',
      async () => {
        const file = join(folder.path, 'silent.mp4');
        await ffmpeg('-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', file);
        return file;
      },
      /: has no audio stream$/,
    ],
    [
      'a picture',
      async () => {
        const file = join(folder.path, 'picture.png');
        await ffmpeg('-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', '-frames:v', '1', file);
        return file;
      },
      /: has no audio stream$/,
    ],
    [
      'an M4A whose index was never written',
      async () => {
        const file = await encoded('index.m4a');
        await truncate(file, Math.floor((await stat(file)).size / 2));
        return file;
      },
      /: incomplete: its index \(moov\) is missing, as in a recording that was interrupted$/,
    ],
    ['a missing file', async () => join(folder.path, 'nowhere.wav'), /: no such file$/],
    ['a folder', async () => folder.path, /: a folder, not a recording$/],
  ])('%s', async (_, make, message) => {
    const file = await make();
    const reading = readAll(file);
    await expect(reading).rejects.toBeInstanceOf(AudioFormatError);
    const text = await messageOf(reading);
    expect(text.startsWith(file)).toBe(true);
    expect(text).not.toContain('\n');
    expect(text).toMatch(message);
  });

  it.skipIf(process.getuid?.() === 0)(
    'a file without permission (skipped for root, who can read everything)',
    async () => {
      const file = await folder.write('secret.wav', wavFile([[0]]));
      await chmod(file, 0);
      expect(await messageOf(readAll(file))).toBe(`${file}: no permission to read it`);
    },
  );

  it('a specified ffmpeg that does not run is a ConfigError', async () => {
    const file = await encoded('named.mp3');
    const reading = readAll(file, { ffmpeg: '/nowhere/ffmpeg' });
    await expect(reading).rejects.toBeInstanceOf(ConfigError);
    expect(await messageOf(reading)).toBe(
      'ffmpeg from the option --ffmpeg cannot be used: there is no executable file at this path: /nowhere/ffmpeg',
    );
  });

  it('a playlist with an audio extension does not open other files', async () => {
    const secret = await encoded('secret.mp3');
    const list = `#EXTM3U\n#EXTINF:2,\nfile://${secret}\n`;
    expect(await messageOf(readAll(await folder.write('list.mp3', list)))).toMatch(
      /not audio but text: it begins with "#EXTM3U/,
    );
  });
});

describe('stopping early', () => {
  it.each(['mp3', 'wav'])('an aborted signal stops reading %s and throws its reason', async (kind) => {
    const file = join(folder.path, `long.${kind}`);
    await ffmpeg('-f', 'lavfi', '-i', 'sine=1000:d=120', file);
    const controller = new AbortController();
    const source = await openAudio(file, { sampleRateHz: 44_100, signal: controller.signal });
    const reading = (async () => {
      for await (const chunk of source.chunks()) if (chunk.length > 0) controller.abort(new Error('enough'));
    })();
    expect(await messageOf(reading)).toBe('enough');
    expect(await messageOf(openAudio(file, { sampleRateHz: 44_100, signal: controller.signal }))).toBe('enough');
  });
});

const birds = fileURLToPath(new URL('../../../../shared/data/birds10', import.meta.url));
describe.skipIf(!existsSync(birds))('real recordings in ../shared/data/birds10 (skipped if absent)', () => {
  it('MP3 at several rates are read without a warning', async () => {
    const rates = new Set<number>();
    for (const species of (await readdir(birds, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
      const [file] = await readdir(join(birds, species.name));
      const { pcm, info, warnings } = await readAll(join(birds, species.name, file!));
      rates.add(info.sampleRateHz);
      expect(warnings).toEqual([]);
      expect(pcm.length / 44_100).toBeGreaterThan(4);
      expect(Math.max(...pcm.subarray(0, 100_000))).toBeGreaterThan(0);
    }
    expect(rates.size).toBeGreaterThan(1);
  });
});

it.skipIf(process.platform === 'win32')('a pipe is refused, without waiting for somebody to write to it', async () => {
  const pipe = join(folder.path, 'pipe.wav');
  await promisify(execFile)('mkfifo', [pipe]);
  await expect(readAll(pipe)).rejects.toThrow(
    new AudioFormatError(`${pipe}: a pipe or device, not a file: save the recording to a file first`),
  );
});

it('links to recordings are followed', async () => {
  await mkdir(join(folder.path, 'links'), { recursive: true });
  const link = join(folder.path, 'links', 'tone.wav');
  await symlink(tone, link);
  expect((await readAll(link)).pcm.length).toBe(88_200);
});
