import { readdir } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, DatasetError } from '#src/errors.js';
import { UNLABELLED } from '#src/data/types.js';
import { loadCorpus, scanCorpus, openAudio, type AudioDataset, type SegmentSettings } from '#audio/index.js';
import { normalisedSegments } from '../helpers/normalised-segments.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { sine, wavFile } from '../helpers/wav-writer.js';
import { messageOf, readAll, sameBits } from './support.js';

const folder = useTemporaryFolder({ perTest: true });
let dir: string;
beforeEach(async () => {
  dir = folder.path;
});

const settings: SegmentSettings = {
  sampleRateHz: 8_000,
  segmentSeconds: 0.1,
  overlap: 0.9,
  normalisation: { kind: 'segment' },
};

/** A WAV file with a tone at 8 kHz sampling rate. */
const tone = (samples = 2_000, hz = 500): Buffer =>
  wavFile([sine(hz, samples, { sampleRateHz: 8_000 })], { sampleRateHz: 8_000 });

/** Writes recordings of different tones. */
const write = async (...names: readonly string[]): Promise<void> => {
  for (const [index, name] of names.entries()) await folder.write(name, tone(2_000, 500 + index));
};

describe('scanning a corpus', () => {
  it('takes sorted folders as species, at any depth, in any format; recognises unlabelled and background', async () => {
    await write(
      'Turdus merula/b.wav',
      'Turdus merula/2021/May/a.FLAC',
      'Anas crecca/x.mp3',
      'Anas crecca/y.ogg',
      'Background/rain.wav',
      'Background/wind.wav',
      'unlabelled/day1/u.m4a',
      'Anas crecca/.hidden.wav',
      '.cache/z.wav',
    );
    await folder.write('Anas crecca/notes.txt', 'no audio');
    const corpus = await scanCorpus(dir);
    expect(corpus.classes).toEqual(['Anas crecca', 'Background', 'Turdus merula']);
    expect(corpus.backgroundClasses).toEqual(['Background']);
    expect(corpus.recordings.map(({ file, species }) => [file, species])).toEqual([
      ['Anas crecca/x.mp3', 'Anas crecca'],
      ['Anas crecca/y.ogg', 'Anas crecca'],
      ['Background/rain.wav', 'Background'],
      ['Background/wind.wav', 'Background'],
      ['Turdus merula/2021/May/a.FLAC', 'Turdus merula'],
      ['Turdus merula/b.wav', 'Turdus merula'],
      ['unlabelled/day1/u.m4a', undefined],
    ]);
    expect(corpus.recordings.every(({ file, group }) => group === file)).toBe(true);
    expect(corpus.warnings).toEqual([]);
    expect(corpus.singleGroupClasses).toEqual([]);
  });

  it('reads group and split from metadata.csv, and keeps its other columns', async () => {
    await write('A/1.wav', 'A/2.wav', 'B/3.wav');
    await folder.write(
      'metadata.csv',
      '\ufefffile, Species ,group,split,recordist\r\nA/1.wav,A,site 1,train,"Doe, J."\r\n' +
        '2.wav,a,site 1,Val,\r\n./B/3.wav,B,,test,X\r\n',
    );
    const { recordings, warnings } = await scanCorpus(dir);
    expect(warnings).toEqual([]);
    expect(recordings.map(({ file, group, split, metadata }) => [file, group, split, metadata['recordist']])).toEqual([
      ['A/1.wav', 'site 1', 'train', 'Doe, J.'],
      ['A/2.wav', 'site 1', 'validation', ''],
      ['B/3.wav', 'B/3.wav', 'test', 'X'],
    ]);
  });

  it('takes spellings of one group for one, and unlabelled as a species for none', async () => {
    await write('A/1.wav', 'A/2.wav', 'B/3.wav', 'loose.wav');
    await folder.write(
      'metadata.csv',
      'file,species,group\n1.wav,A,Ann Lee\n2.wav,A,ann  lee\n3.wav,B,Bob\nloose.wav,Unlabelled,\n',
    );
    const { recordings, classes, warnings } = await scanCorpus(dir);
    expect(recordings.map(({ species, group }) => [species, group])).toEqual([
      ['A', 'Ann Lee'],
      ['A', 'Ann Lee'],
      ['B', 'Bob'],
      [undefined, 'loose.wav'],
    ]);
    expect(classes).toEqual(['A', 'B']);
    expect(warnings).toEqual([]);
  });

  it('groups by another column, if asked', async () => {
    await write('A/1.wav', 'A/2.wav', 'B/3.wav');
    await folder.write('metadata.csv', 'file,group,Recordist\n1.wav,g,Doe\n2.wav,h,Doe\n3.wav,g,\n');
    const { recordings, warnings } = await scanCorpus(dir, { groupBy: 'recordist' });
    expect(recordings.map(({ group }) => group)).toEqual(['Doe', 'Doe', 'B/3.wav']);
    expect(warnings.map(({ message }) => message)).toEqual([
      `${dir}: 1 of 3 recordings have no recordist: each is a group of its own, so the same recordist may be on both ` +
        'sides of a split',
    ]);
    // What every object inherits is no column.
    expect(await messageOf(scanCorpus(dir, { groupBy: 'constructor' }))).toMatch(/no column constructor/);
    expect(await messageOf(scanCorpus(dir, { groupBy: 'site' }))).toBe(
      `${dir}/metadata.csv: no column site to group recordings by: its columns are file, group, recordist`,
    );
    await folder.write('metadata.csv', 'file,recordist\n1.wav,\n');
    expect(await messageOf(scanCorpus(dir, { groupBy: 'recordist' }))).toMatch(/no column recordist/);
  });

  it('matches files in metadata.csv with semicolons, backslashes and decomposed letters', async () => {
    await write('Ä/ö.wav', 'B/x.wav');
    await folder.write('metadata.csv', `file;group\n${'Ä\\ö.wav'.normalize('NFD')};g\n`);
    const { recordings, warnings } = await scanCorpus(dir);
    expect(warnings).toEqual([]);
    expect(recordings.find(({ file }) => file.endsWith('ö.wav'))?.group).toBe('g');
  });

  it('takes the species of recordings directly in the folder from metadata.csv, in one spelling', async () => {
    await write('1.wav', '2.wav', '3.wav', 'Junco_hyemalis/4.wav');
    await folder.write('metadata.csv', 'file,species\n1.wav,Junco hyemalis\n2.wav,Pica pica\n3.wav,Pica_pica\n');
    const corpus = await scanCorpus(dir);
    expect(corpus.classes).toEqual(['Junco_hyemalis', 'Pica pica']);
    expect(corpus.recordings.map(({ species }) => species)).toEqual([
      'Junco_hyemalis',
      'Pica pica',
      'Pica pica',
      'Junco_hyemalis',
    ]);
  });

  it('accepts recordings without species as unlabelled, if requested', async () => {
    await write('b.wav', 'unlabelled/a.wav', 'deep/er/c.wav');
    const { recordings, classes, warnings } = await scanCorpus(dir, { minimumClasses: 0, loose: 'unlabelled' });
    expect(recordings.map(({ file, species }) => [file, species])).toEqual([
      ['b.wav', undefined],
      ['deep/er/c.wav', 'deep'],
      ['unlabelled/a.wav', undefined],
    ]);
    expect([classes, warnings]).toEqual([['deep'], []]);
  });

  it('warns of files and rows that it cannot use', async () => {
    await write('A/1.wav', 'A/2.wav', 'B/3.wav', 'stray.wav');
    await folder.write(
      'metadata.csv',
      'file,species\nA/1.wav,Pica pica\nA/1.wav,A\ngone.wav,A\nB/3.wav,B\nlost.wav,B\n',
    );
    const { warnings, recordings, singleGroupClasses } = await scanCorpus(dir);
    expect(warnings.map(({ message }) => message)).toEqual([
      `${dir}/metadata.csv: names 2 files that are not among the recordings: gone.wav, lost.wav`,
      `${dir}/metadata.csv: has more than one row for A/1.wav; using the first`,
      `${dir}/A/1.wav: is in the folder A but metadata.csv gives Pica pica; using the folder's species`,
      `${dir}: skipped recordings that are not in a species folder: stray.wav`,
    ]);
    expect(recordings).toHaveLength(3);
    expect(singleGroupClasses).toEqual(['B']);
  });

  it.each<[string, () => Promise<unknown>, (at: string) => string]>([
    [
      'an empty folder',
      async () => undefined,
      (at) =>
        `${at}: no audio files (the folder is empty); expected ${at}/<species>/<recording>.wav (or .mp3, .flac, …)`,
    ],
    [
      'a folder without audio',
      () => folder.write('A/x.txt', 'text'),
      (at) =>
        `${at}: no audio files (files of other kinds: 1); ` +
        `expected ${at}/<species>/<recording>.wav (or .mp3, .flac, …)`,
    ],
    [
      'one species',
      () => write('A/1.wav', 'A/2.wav', 'unlabelled/u.wav'),
      (at) =>
        `${at}: only one class (A), and a classifier needs two; ` +
        'add another species, or a folder "background" with recordings without birds',
    ],
    [
      'recordings without species',
      () => write('1.wav', '2.wav'),
      (at) => `${at}: no species: expected folders named after species, ${at}/<species>/<recording>.wav`,
    ],
    [
      'metadata.csv without a column file',
      async () => {
        await write('A/1.wav', 'B/1.wav');
        await folder.write('metadata.csv', 'name,group\nx,y\n');
      },
      (at) => `${at}/metadata.csv: expected a column named "file", got name, group`,
    ],
    [
      'metadata.csv that is not CSV',
      async () => {
        await write('A/1.wav', 'B/1.wav');
        await folder.write('metadata.csv', 'file,group\n"A/1.wav,y\n');
      },
      (at) =>
        `${at}/metadata.csv: not a CSV file: Quote Not Closed: ` +
        'the parsing is finished with an opening quote at line 2',
    ],
  ])('%s is a DatasetError', async (_, make, message) => {
    await make();
    await expect(scanCorpus(dir)).rejects.toBeInstanceOf(DatasetError);
    expect(await messageOf(scanCorpus(dir))).toBe(message(dir));
  });

  it('a missing folder, or a file in its place, is a DatasetError', async () => {
    expect(await messageOf(scanCorpus(`${dir}/nowhere`))).toBe(`${dir}/nowhere: no such folder`);
    await write('file.wav');
    expect(await messageOf(scanCorpus(`${dir}/file.wav`))).toBe(
      `${dir}/file.wav: a file, expected a folder of recordings`,
    );
  });

  it('one species is enough for evaluation, and one species with background for training', async () => {
    await write('A/1.wav', 'A/2.wav');
    expect((await scanCorpus(dir, { minimumClasses: 1 })).classes).toEqual(['A']);
    await write('noise/1.wav');
    expect((await scanCorpus(dir)).classes).toEqual(['A', 'noise']);
  });
});

describe('loading a corpus', () => {
  const load = async (options = {}, changes: Partial<SegmentSettings> = {}): Promise<AudioDataset> =>
    loadCorpus(await scanCorpus(dir), { ...settings, ...changes }, options);

  it('examples are segments: views of their recordings, normalised when read', async () => {
    await folder.write('A/1.wav', tone(2_000, 400));
    await folder.write('B/2.wav', tone(1_039, 700));
    await folder.write('unlabelled/3.wav', tone(800, 900));
    const dataset = await load();
    expect(dataset.geometry).toEqual({ length: 800, hop: 80 });
    expect(dataset.inputShape).toEqual([800]);
    expect(dataset.classes).toEqual(['A', 'B']);
    expect(dataset.recordings.map((r) => [r.file, r.label, r.firstSegment, r.segmentCount, r.durationSeconds])).toEqual(
      [
        ['A/1.wav', 0, 0, 16, 0.25],
        ['B/2.wav', 1, 16, 3, 1_039 / 8_000],
        ['unlabelled/3.wav', UNLABELLED, 19, 1, 0.1],
      ],
    );
    expect(dataset.length).toBe(20);
    expect([0, 15, 16, 18, 19].map((i) => [dataset.source(i), dataset.label(i), dataset.start(i)])).toEqual([
      [0, 0, 0],
      [0, 0, 1_200],
      [1, 1, 0],
      [1, 1, 160],
      [2, UNLABELLED, 0],
    ]);
    const size = statSync(`${dir}/A/1.wav`).size;
    expect(dataset.recordings[0]!.contentHash).toMatch(new RegExp(`^${size}-[0-9a-f]{64}$`));
    expect(new Set(dataset.recordings.map(({ contentHash }) => contentHash)).size).toBe(3);
    const { pcm } = await readAll(`${dir}/A/1.wav`, { sampleRateHz: 8_000 });
    const view = dataset.view(3);
    expect(sameBits(view, pcm.slice(240, 1_040))).toBe(true);
    expect(view.buffer).toBe(dataset.view(4).buffer);
    expect(() => dataset.view(20)).toThrow('expected an index below 20, got 20');
  });

  it('training reads the same bits as classification streams, for any rate and normalisation', async () => {
    await folder.write('A/1.wav', wavFile([sine(900, 30_000, { sampleRateHz: 48_000 })], { sampleRateHz: 48_000 }));
    await folder.write('B/2.wav', tone(500));
    for (const normalisation of [
      { kind: 'segment' },
      { kind: 'none' },
      { kind: 'dataset', mean: 0.1, std: 2 },
    ] as const) {
      const dataset = await load({}, { normalisation });
      for (const recording of dataset.recordings) {
        const source = await openAudio(recording.path, { sampleRateHz: 8_000 });
        let index = recording.firstSegment;
        for await (const { count, data } of normalisedSegments(source, dataset.settings, 5)) {
          for (let i = 0; i < count; i++) {
            const out = new Float32Array(900);
            dataset.read(index++, out, 50);
            expect(sameBits(out.slice(50, 850), data.slice(i * 800, (i + 1) * 800))).toBe(true);
          }
        }
        expect(index).toBe(recording.firstSegment + recording.segmentCount);
      }
    }
  });

  it('warns of bad recordings by name, and loads the others in order', async () => {
    await write('A/1.wav', 'A/3.wav', 'B/5.wav');
    await folder.write('A/2.wav', 'this is text');
    await folder.write('B/4.wav', tone().subarray(0, 1_044));
    await folder.write('B/6.wav', tone(300));
    await folder.write('C/7.wav', '');
    const warnings: string[] = [];
    const progress: string[] = [];
    const dataset = await load({
      onWarning: ({ message }: { message: string }) => warnings.push(message),
      onProgress: ({ done, total, file }: { done: number; total: number; file: string }) =>
        progress.push(`${done}/${total} ${file}`),
    });
    expect(dataset.recordings.map(({ file }) => file)).toEqual(['A/1.wav', 'A/3.wav', 'B/4.wav', 'B/5.wav', 'B/6.wav']);
    expect(warnings.sort()).toEqual([
      `${dir}/A/2.wav: not audio but text: it begins with "this is text"; skipped`,
      `${dir}/B/4.wav: shorter than a segment (0.063 s of 0.1 s); padded with silence`,
      `${dir}/B/4.wav: truncated: its header announces 0.25 s; used the 0.06 s that could be read`,
      `${dir}/B/6.wav: shorter than a segment (0.037 s of 0.1 s); padded with silence`,
      `${dir}/C/7.wav: empty file (0 bytes); skipped`,
      `${dir}: none of the recordings of C can be read; the class is empty`,
    ]);
    expect(progress).toHaveLength(7);
    expect(progress.at(-1)).toMatch(/^7\/7 /);
  });

  it('without readable recordings throws a DatasetError with the reason for the first by name', async () => {
    // ffmpeg rejects this file long after the empty one has failed.
    await folder.write('A/1.mp3', new Uint8Array(4_096).fill(0xff));
    await folder.write('B/1.wav', '');
    await expect(load()).rejects.toBeInstanceOf(DatasetError);
    const message = await messageOf(load());
    expect(message).toContain(`${dir}: none of its 2 recordings can be read; ${dir}/A/1.mp3: not audio`);
  });

  it('normalises with the moments of the training recordings, without copying samples', async () => {
    await folder.write('A/1.wav', wavFile([new Float32Array(800).fill(0.5)], { sampleRateHz: 8_000 }));
    await folder.write('B/2.wav', wavFile([new Float32Array(800).fill(-0.25)], { sampleRateHz: 8_000 }));
    const dataset = await load();
    expect(dataset.moments([0])).toEqual({ mean: 0.5, std: 0 });
    expect(dataset.moments([0, 1])).toEqual({ mean: 0.125, std: 0.375 });
    const other = dataset.withNormalisation({ kind: 'dataset', mean: 0.125, std: 0.375 });
    const out = new Float32Array(800);
    other.read(1, out, 0);
    expect(out[0]).toBe(-1);
    expect(other.view(1).buffer).toBe(dataset.view(1).buffer);
  });

  it('stops on a signal; rejects settings out of range before reading anything', async () => {
    await write('A/1.wav', 'B/2.wav');
    expect(await messageOf(load({ signal: AbortSignal.abort(new Error('stop')) }))).toBe('stop');
    await expect(load({}, { overlap: 1 })).rejects.toBeInstanceOf(ConfigError);
  });
});

const birds = fileURLToPath(new URL('../../../shared/data/birds10', import.meta.url));
describe.skipIf(!existsSync(birds))('the real recordings in ../shared/data/birds10 (skipped if absent)', () => {
  it('are ten species with eight recordings each, all with a group', async () => {
    const corpus = await scanCorpus(birds);
    expect(corpus.classes).toHaveLength(10);
    expect(corpus.recordings).toHaveLength(80);
    expect(corpus.warnings).toEqual([]);
    expect(corpus.recordings.every(({ metadata, group }) => metadata['group'] === group)).toBe(true);
    expect((await readdir(join(birds, corpus.classes[0]!))).length).toBe(8);
  });
});
