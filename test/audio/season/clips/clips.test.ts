import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '#audio/decode/index.js';
import type { Detection, FinishedRecording } from '#audio/results/index.js';
import { writePages, type PageOptions } from '#audio/season/pages/write-pages.js';
import { MODEL, resultsOf } from '../../../helpers/made-season.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { wavFile } from '../../../helpers/wav-writer.js';
import { ffmpeg, readAll } from '../../support.js';

const folder = useTemporaryFolder({ perTest: true });
const RATE_HZ = 8000;

const clips = (): string[] => {
  const root = folder.at('out/clips');
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.wav')).sort();
};

/** A sound that gets louder, so that each part differs. */
function swell(seconds: number): Float64Array {
  return Float64Array.from(
    { length: seconds * RATE_HZ },
    (_, t) => (0.9 * t * Math.sin(0.5 * t)) / (seconds * RATE_HZ),
  );
}

function detection(startSeconds: number, probability: number, others: Partial<Detection> = {}): Detection {
  const endSeconds = startSeconds + 1;
  return { startSeconds, endSeconds, species: 'wren', probability, maxProbability: 1, segmentCount: 1, ...others };
}

interface MadeOptions {
  readonly start?: string;
  readonly site?: string;
}

function recording(
  key: string,
  detections: readonly Detection[],
  { start, site }: MadeOptions = {},
): FinishedRecording {
  return {
    key,
    path: folder.at(key),
    result: {
      file: `card/${key}`,
      durationSeconds: 20,
      origin: {
        ...(start !== undefined && { start: { local: start, source: 'file name' } }),
        ...(site !== undefined && { site: { value: site, source: 'folder' } }),
      },
      secondsWithoutSignal: 0,
      species: [],
      detections,
      warnings: [],
      model: MODEL,
    },
  };
}

const POND = { start: '2024-05-12T05:30:00', site: 'pond' };

async function write(recordings: readonly FinishedRecording[], options: Partial<PageOptions> = {}): Promise<string[]> {
  const warnings: string[] = [];
  await folder.write('out/.keep', '');
  await writePages(resultsOf(folder.at('out'), recordings), {
    version: '1.0.0',
    onWarning: (line) => warnings.push(line),
    ...options,
  });
  return warnings;
}

const speciesPage = (): string => readFileSync(folder.at('out/pages/species-wren.html'), 'utf8');

describe('clips of detections', () => {
  it('are the sound with a second around it, named after score, site, date and time', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(5, 0.9129)], POND)]);
    expect(clips()).toEqual(['wren/0.912_pond_20240512_053005.wav']);
    const { pcm, info } = await readAll(folder.at('out/clips/wren/0.912_pond_20240512_053005.wav'), {
      sampleRateHz: RATE_HZ,
    });
    expect(info).toMatchObject({ sampleRateHz: RATE_HZ, channels: 1 });
    const expected = swell(20).slice(4 * RATE_HZ, 7 * RATE_HZ);
    expect(pcm).toHaveLength(expected.length);
    const scale = 0.5 / expected.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    for (const [t, sample] of pcm.entries()) expect(Math.abs(sample - scale * expected[t]!)).toBeLessThan(1e-3);
  });

  it('end where the recording does', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(0.25, 0.8), detection(19, 0.7)], POND)]);
    const lengths = await Promise.all(
      clips().map(async (name) => (await readAll(folder.at('out/clips', name), { sampleRateHz: RATE_HZ })).pcm.length),
    );
    expect(lengths).toEqual([2 * RATE_HZ, 2.25 * RATE_HZ]);
  });

  it('of long detections are their beginning, and the page says so', async () => {
    await folder.write('a.wav', wavFile([swell(60)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(2, 0.8, { endSeconds: 58 })], POND)]);
    const { pcm } = await readAll(folder.at('out/clips', clips()[0]!), { sampleRateHz: RATE_HZ });
    expect(pcm).toHaveLength(32 * RATE_HZ);
    expect(speciesPage()).toContain('of which only 2.0 to 33.0 s is shown here');
  });

  it('of recordings without date are named after the file and the time in it; equal names differ', async () => {
    await folder.write('dawn.wav', wavFile([swell(20), swell(20)], { sampleRateHz: RATE_HZ }));
    const both = [detection(12, 0.9991, { channel: 1 }), detection(12, 0.9991, { channel: 2 })];
    await write([recording('dawn.wav', both)]);
    expect(clips()).toEqual(['wren/0.999_dawn_00h00m12s.wav', 'wren/0.999_dawn_00h00m12s_2.wav']);
  });

  it('stay in their folder, whatever species and sites are called', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    const names = ['../../evil', 'CON', '.', 'Wren', 'wren', `x${'é'.repeat(200)}`, '</script>', 'a\u202eb'];
    const detections = names.map((species, index) => detection(index, 0.9, { species }));
    await write([recording('a.wav', detections, { ...POND, site: '..\\..\\evil/"site"' })]);
    const folders = clips().map((name) => name.split('/')[0]!);
    expect(folders).toEqual(['Wren', '_CON', 'ab', 'evil', 'script', 'unnamed', 'wren_2', `x${'é'.repeat(29)}`]);
    for (const name of clips()) expect(name).toMatch(/^[^/]+\/0\.900_evil_site_20240512_05300\d\.wav$/);
    expect(readdirSync(folder.path).sort()).toEqual(['a.wav', 'out']);
  });

  it('are best ones, as many as asked, and examples of the others', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    const detections = Array.from({ length: 18 }, (_, index) => detection(index, 0.5 + index / 50));
    await write([recording('a.wav', detections, POND)], { clips: 2 });
    const scores = clips().map((name) => name.slice('wren/'.length, 'wren/0.500'.length));
    expect(scores).toEqual(['0.500', '0.520', '0.660', '0.680', '0.820', '0.840']);
    await write([recording('a.wav', detections, POND)], { clips: 0 });
    expect(clips()).toEqual([]);
    expect(existsSync(folder.at('out/clips'))).toBe(false);
    expect(speciesPage()).not.toContain('<audio');
  });

  it('are written again only if they changed; those that no longer belong are deleted, others stay', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    const [one, two, three] = [detection(1, 0.9), detection(5, 0.8), detection(9, 0.7)];
    await write([recording('a.wav', [one, two], POND)]);
    await folder.write('out/clips/wren/mine.wav', 'a note');
    const inode = (name: string): number => statSync(folder.at('out', name)).ino;
    const before = ['clips/wren/0.900_pond_20240512_053001.wav', 'pages/species-wren.html', 'index.html'].map(inode);
    await write([recording('a.wav', [one, two], POND)]);
    expect(['clips/wren/0.900_pond_20240512_053001.wav', 'pages/species-wren.html', 'index.html'].map(inode)).toEqual(
      before,
    );
    await write([recording('a.wav', [one, three], POND)]);
    expect(clips()).toEqual([
      'wren/0.700_pond_20240512_053009.wav',
      'wren/0.900_pond_20240512_053001.wav',
      'wren/mine.wav',
    ]);
    expect(inode('clips/wren/0.900_pond_20240512_053001.wav')).toBe(before[0]);
    await write([recording('a.wav', [], POND)]);
    expect(clips()).toEqual(['wren/mine.wav']);
    expect(readdirSync(folder.at('out/pages'))).not.toContain('species-wren.html');
  });

  it('are cut again if the recording changed', async () => {
    const key = await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(5, 0.9)], POND)]);
    const before = readFileSync(folder.at('out/clips', clips()[0]!));
    writeFileSync(key, wavFile([swell(20).reverse()], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(5, 0.9)], POND)]);
    expect(readFileSync(folder.at('out/clips', clips()[0]!)).equals(before)).toBe(false);
  });

  it('stay if summer time moved the time of the recording, or the run is interrupted before they are cut', async () => {
    const key = await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    const recordedAt = (seconds: number): void => utimesSync(key, 1_716_000_000 + seconds, 1_716_000_000 + seconds);
    recordedAt(0);
    const found = [recording('a.wav', [detection(5, 0.9)], POND)];
    await write(found);
    const inode = () => statSync(folder.at('out/clips', clips()[0]!)).ino;
    const before = inode();
    recordedAt(3600);
    await write(found);
    expect(inode()).toBe(before);
    recordedAt(4000);
    await write(found, { signal: AbortSignal.abort() });
    expect(inode()).toBe(before);
    await write(found);
    expect(clips()).toHaveLength(1);
    expect(speciesPage()).toContain('<audio');
  });

  it('stay if the recording is gone; new ones are missing, and pages and warnings say why', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(5, 0.9)], POND)]);
    rmSync(folder.at('a.wav'));
    const warnings = await write([recording('a.wav', [detection(5, 0.9), detection(9, 0.8)], POND)]);
    expect(clips()).toEqual(['wren/0.900_pond_20240512_053005.wav']);
    expect(warnings).toEqual(['card/a.wav: no clips of it: no such file']);
    expect(speciesPage()).toContain('No picture or sound: no such file.');
    expect(speciesPage().match(/<audio/g)).toHaveLength(1);
  });

  it('of a recording that cannot be read are missing, too', async () => {
    await folder.write('a.wav', 'no audio at all, but text');
    const warnings = await write([recording('a.wav', [detection(5, 0.9)], POND)]);
    expect(warnings).toEqual([expect.stringContaining('card/a.wav: no clips of it: not audio but text')]);
  });

  it('are not cut once the run is interrupted, and made by the next', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    const found = [recording('a.wav', [detection(5, 0.9)], POND)];
    expect(await write(found, { signal: AbortSignal.abort() })).toEqual([]);
    expect(clips()).toEqual([]);
    expect(speciesPage()).toContain('No picture or sound: the run was interrupted.');
    await write(found);
    expect(clips()).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('of an MP3 file take one decoding, whatever their number', async () => {
    const wav = await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await ffmpeg('-i', wav, folder.at('a.mp3'));
    const binary = (await findFfmpeg())!.path;
    await writeFile(folder.at('ffmpeg.sh'), `#!/bin/sh\necho "$*" >> ${folder.at('log')}\nexec "${binary}" "$@"\n`);
    chmodSync(folder.at('ffmpeg.sh'), 0o755);
    const detections = Array.from({ length: 9 }, (_, index) => detection(2 * index, 0.5 + index / 50));
    const others = detections.map((one) => ({ ...one, species: 'owl' }));
    await write([recording('a.mp3', [...detections, ...others], POND)], { ffmpeg: folder.at('ffmpeg.sh') });
    expect(clips()).toHaveLength(18);
    const decodings = readFileSync(folder.at('log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('a.mp3'));
    expect(decodings).toHaveLength(1);
  });

  it('can be moved with their pages', async () => {
    await folder.write('a.wav', wavFile([swell(20)], { sampleRateHz: RATE_HZ }));
    await write([recording('a.wav', [detection(5, 0.9)], POND)]);
    await rename(folder.at('out'), folder.at('elsewhere'));
    const page = readFileSync(folder.at('elsewhere/pages/species-wren.html'), 'utf8');
    expect(page).not.toContain(folder.path);
    const addresses = [...page.matchAll(/ (?:src|href)="([^"#]+)"/g)].map(([, address]) => address!);
    // detections.csv is written by the tables.
    for (const address of addresses.filter((each) => !each.endsWith('detections.csv'))) {
      expect(existsSync(folder.at('elsewhere/pages', decodeURIComponent(address)))).toBe(true);
    }
    expect(addresses.filter((address) => /\.(wav|png)$/.test(address))).toHaveLength(2);
  });
});
