import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFormat, openResultsFolder, type Format } from '#audio/results/index.js';
import type { Origin, RecordingResult, ResultsFolder, ResultsFolderOptions } from '#audio/results/index.js';
import { seasonSummary } from '#audio/season/index.js';
import { CROW, WREN } from '../../helpers/recording-results.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });
const RENDER = { bandHz: { lowHz: 0, highHz: 22_050 } };

let csv: Format;
let kept: string[];
beforeAll(async () => {
  csv = await loadFormat('csv');
});

interface FolderOptions extends Partial<Omit<ResultsFolderOptions, 'format'>> {
  /** Null: none. Default: CSV. */
  readonly format?: Format | null;
}

async function inFolder<T>(
  work: (folder: ResultsFolder) => Promise<T>,
  { format = csv, ...options }: FolderOptions = {},
): Promise<T> {
  kept = [];
  const onKept = (path: string): void => void kept.push(path);
  const basic = { folder: at('out'), render: RENDER, model: WREN.model, settings: {}, onKept };
  const folder = await openResultsFolder({ ...basic, ...(format && { format }), ...options });
  try {
    return await work(folder);
  } finally {
    await folder.close();
  }
}

interface Given {
  readonly result?: RecordingResult;
  readonly origin?: Origin;
  /** Path below the night. */
  readonly path?: string;
  /** Default: the path, so that recordings differ. */
  readonly sample?: string;
}

/** Does with a recording what a run does. @returns whether it was finished */
async function classify(folder: ResultsFolder, key: string, given: Given = {}): Promise<boolean> {
  const { result = WREN, origin, path = key, sample = path } = given;
  const recording = { file: key, path: at('night', path), key };
  const provenance = { path: recording.path, size: 1, mtimeMs: 2, sample, settings: folder.settings };
  if (await folder.isFinished(recording, provenance, origin)) return true;
  await folder.save(recording, provenance, { ...result, ...(origin && { origin }) });
  return false;
}

const run = (key = 'a.wav', given: Given = {}, options: FolderOptions = {}): Promise<boolean> =>
  inFolder((folder) => classify(folder, key, given), options);
const read = (name: string): string => readFileSync(at('out', name), 'utf8');
const journalOf = (): string => read('.lyrebird.ndjson');

describe('a result that a person corrected', () => {
  const correct = (name = 'a.wav.csv'): string => {
    const text = read(name).replaceAll('wren', 'firecrest');
    writeFileSync(at('out', name), text);
    return text;
  };

  it('stays, and is named, when the command is run again', async () => {
    await run();
    const corrected = correct();
    expect(await run()).toBe(true);
    expect(read('a.wav.csv')).toBe(corrected);
    expect(await run('a.wav', { origin: { site: { value: 'Pond', source: 'folder' } } })).toBe(true);
    expect(read('a.wav.csv')).toBe(corrected);
    expect(kept).toEqual([at('out/a.wav.csv')]);
  });

  it('stays when other settings give another result, which the journal has', async () => {
    await run();
    const corrected = correct();
    expect(await run('a.wav', { result: CROW }, { settings: { threshold: 0.4 } })).toBe(false);
    expect(read('a.wav.csv')).toBe(corrected);
    expect(kept).toEqual([at('out/a.wav.csv')]);
    expect(journalOf().trimEnd().split('\n').at(-1)).toContain('crow.mp3');
  });

  it('stays when its recording is renamed, cannot be read, and can be read again', async () => {
    await write('night/a.wav', '');
    await run();
    const corrected = correct();
    rmSync(at('night/a.wav'));
    await write('night/b.wav', '');
    const sample = { path: at('night/b.wav'), size: 1, mtimeMs: 2, sample: 'a.wav' };
    await inFolder(async (folder) => {
      const recording = { file: 'b.wav', path: sample.path, key: 'b.wav' };
      expect(await folder.isFinished(recording, { ...sample, settings: folder.settings })).toBe(true);
    });
    expect(read('a.wav.csv')).toBe(corrected);
    expect(kept).toEqual([at('out/a.wav.csv')]);
    const again = correct('b.wav.csv');
    await inFolder((folder) => folder.fail({ file: 'b.wav', path: sample.path, key: 'b.wav' }, 'damaged'));
    expect(read('b.wav.csv')).toBe(again);
    expect(await run('b.wav')).toBe(false);
    expect(read('b.wav.csv')).toBe(again);
    rmSync(at('night/b.wav'));
    await write('night/a.wav', '');
    expect(await run('a.wav', { sample: 'b.wav' })).toBe(true);
    expect([read('a.wav.csv'), read('b.wav.csv')]).toEqual([corrected, again]);
    expect(kept.sort()).toEqual([at('out/a.wav.csv'), at('out/b.wav.csv')]);
  });

  it('takes no more room in the journal with every run', async () => {
    await run();
    correct();
    await run();
    const size = journalOf().length;
    for (let i = 0; i < 3; i++) expect(await run()).toBe(true);
    expect(journalOf()).toHaveLength(size);
  });

  it('is replaced with --overwrite, and one that was deleted is written again', async () => {
    await run();
    const text = read('a.wav.csv');
    correct();
    await run('a.wav', {}, { overwrite: true });
    expect(read('a.wav.csv')).toBe(text);
    rmSync(at('out/a.wav.csv'));
    expect(await run()).toBe(true);
    expect(read('a.wav.csv')).toBe(text);
    expect(kept).toEqual([]);
  });

  it('is told from one that another format or another number of species made', async () => {
    const json = { format: await loadFormat('json') };
    await run('a.wav', {}, json);
    await run();
    await run('a.wav', {}, { ...json, render: { ...RENDER, top: 1 } });
    expect(read('a.wav.json')).not.toContain('"species":"crow","probability":0.2');
    await run('a.wav', { origin: { site: { value: 'Pond', source: 'folder' } } }, json);
    expect(read('a.wav.json')).toContain('Pond');
    expect(kept).toEqual([]);
  });

  it('is not told from one of an earlier version, whose journal has no hashes', async () => {
    await run();
    const lines = journalOf().trimEnd().split('\n');
    const withoutHashes = lines.map((line) => JSON.stringify({ ...(JSON.parse(line) as object), written: undefined }));
    writeFileSync(at('out/.lyrebird.ndjson'), `${withoutHashes.join('\n')}\n`);
    writeFileSync(at('out/a.wav.csv'), 'in another form');
    await run();
    expect(read('a.wav.csv')).toContain('wren');
    expect(kept).toEqual([]);
  });
});

it('a file of another format that no run wrote stays as it is', async () => {
  await run();
  await write('out/a.wav.labels.txt', 'mine');
  expect(await run('a.wav', {}, { format: await loadFormat('audacity') })).toBe(true);
  expect(read('a.wav.labels.txt')).toBe('mine');
  expect(kept).toEqual([at('out/a.wav.labels.txt')]);
});

describe('where and when a finished recording was made', () => {
  const given: Origin = {
    site: { value: 'pond', source: 'folder' },
    coordinates: { value: { latitude: 52.5, longitude: 13.4 }, source: 'metadata.csv' },
    warnings: ['was the clock set?'],
  };
  const lastOrigin = (): Origin => {
    const line = JSON.parse(journalOf().trimEnd().split('\n').at(-1)!) as { readonly result: RecordingResult };
    return line.result.origin!;
  };

  it('is what the last run found, with its warnings', async () => {
    await run('pond/a.wav', { origin: given });
    await run('pond/a.wav', { origin: { site: { value: 'lake', source: 'metadata.csv' } } });
    expect(lastOrigin()).toEqual({ site: { value: 'lake', source: 'metadata.csv' } });
  });

  it('is not forgotten by a run that sees neither the folder nor metadata.csv', async () => {
    await run('pond/a.wav', { origin: given });
    const serial = { value: '12', source: 'GUANO' } as const;
    const unseen = { hasMetadata: () => false };
    await run('a.wav', { path: 'pond/a.wav', origin: { serial } }, unseen);
    expect(lastOrigin()).toEqual({ serial, site: given.site, coordinates: given.coordinates });
    await run('pond/a.wav', { origin: { site: given.site! } }, unseen);
    expect(lastOrigin()).toEqual({ site: given.site, coordinates: given.coordinates });
    const site = { value: 'lake', source: 'metadata.csv' } as const;
    await run('a.wav', { path: 'pond/a.wav', origin: { site } });
    expect(lastOrigin()).toEqual({ site });
    await run('a.wav', { path: 'pond/a.wav', origin: { site: { value: 'dawn', source: 'folder' } } }, unseen);
    expect(lastOrigin()).toEqual({ site });
  });
});

describe('files that another program wrote into a results folder later', () => {
  const summary = (parquet?: boolean) => ({
    summary: seasonSummary({ version: '1.0.0', clips: 0, ...(parquet !== undefined && { parquet }) }),
  });
  const combine = (options: FolderOptions) =>
    inFolder(async (folder) => {
      await classify(folder, 'a.wav');
      await folder.combine();
    }, options);

  it('are not replaced: a combined file, and Parquet', async () => {
    await combine({ ...summary(), format: null });
    await write('out/combined.csv', 'mine');
    await expect(combine(summary())).rejects.toThrow(`${at('out/combined.csv')} already exists`);
    expect(read('combined.csv')).toBe('mine');
    rmSync(at('out/combined.csv'));
    await combine({ ...summary(), format: null });
    await write('out/detections.parquet', 'mine');
    await combine(summary());
    expect(read('detections.parquet')).toBe('mine');
    await expect(combine(summary(true))).rejects.toThrow(`${at('out/detections.parquet')} already exists`);
    await combine({ ...summary(true), overwrite: true });
    expect(read('detections.parquet').slice(0, 4)).toBe('PAR1');
    await combine(summary());
    expect(read('detections.parquet').slice(0, 4)).toBe('PAR1');
  });

  it('are told from those of a run whose journal was lost', async () => {
    await combine(summary());
    const tables = read('detections.csv');
    writeFileSync(at('out/.lyrebird.ndjson'), '');
    await combine(summary());
    expect(read('detections.csv')).toBe(tables);
    writeFileSync(at('out/.lyrebird.ndjson'), '');
    const other = { name: 'owls', fingerprint: 'f'.repeat(64) };
    await expect(combine({ ...summary(), model: other })).rejects.toThrow('detections.csv already exists');
  });
});
