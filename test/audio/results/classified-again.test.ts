import { existsSync, readFileSync, renameSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFormat, openResultsFolder, readProvenance, type ResultsFolderOptions } from '#audio/results/index.js';
import type { Origin, RecordingResult, ResultsFolder, SummaryWriter } from '#audio/results/index.js';
import { WREN } from '../../helpers/recording-results.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });

type FolderOptions = Partial<ResultsFolderOptions>;
const AGAIN: FolderOptions = { settings: { threshold: 0.6 } };

async function inFolder<T>(work: (folder: ResultsFolder) => Promise<T>, options: FolderOptions = {}): Promise<T> {
  const render = { bandHz: { lowHz: 0, highHz: 22_050 } };
  const format = await loadFormat('csv');
  const folder = await openResultsFolder({
    ...{ folder: at('out'), format, render, model: WREN.model, settings: {} },
    ...options,
  });
  try {
    return await work(folder);
  } finally {
    await folder.close();
  }
}

/** A recording of the season, as a call that is given a folder around it names it. */
function recordingIn(given: string, path: string) {
  return { file: path, path: at('season', path), key: given === '' ? path : path.slice(given.length + 1) };
}

/** Classifies a recording of the season in a call for a folder of it. @returns whether it was finished */
const classify = (given: string, path: string, origin: Origin, options: FolderOptions = {}): Promise<boolean> =>
  inFolder(async (folder) => {
    const recording = recordingIn(given, path);
    const provenance = await readProvenance(recording.path, folder.settings);
    if (await folder.isFinished(recording, provenance, origin)) return true;
    await folder.save(recording, provenance, { ...WREN, file: path, origin });
    return false;
  }, options);

interface Line {
  readonly key: string;
  readonly result?: RecordingResult;
}

/** The result that was noted last. */
const lastResult = () =>
  readFileSync(at('out/.lyrebird.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .findLast(({ result }) => result)!;
const lastOrigin = () => lastResult().result!.origin;

describe('a call for a folder further down that classifies again', () => {
  const whole: Origin = {
    start: { local: '2024-05-12T05:30:00', source: 'metadata.csv' },
    coordinates: { value: { latitude: 52.5, longitude: 13.4 }, source: 'metadata.csv' },
    site: { value: 'pond', source: 'folder' },
    warnings: ['was the clock set?'],
  };
  const { warnings: _, ...kept } = whole;
  const serial = { value: '12', source: 'GUANO' } as const;
  const narrow: FolderOptions = { hasMetadata: () => false };
  const classifyWhole = async (): Promise<void> => {
    await write('season/pond/a.wav', 'sound');
    await classify('', 'pond/a.wav', whole);
  };

  it.each([
    ['other settings', { ...narrow, ...AGAIN }],
    ['--overwrite', { ...narrow, overwrite: true }],
    ['a new time of the file', narrow],
  ])(
    'keeps date, site and coordinates that it does not see: with %s, and in every later call',
    async (_name, options) => {
      await classifyWhole();
      utimesSync(at('season/pond/a.wav'), 1000, 1000);
      expect(await classify('pond', 'pond/a.wav', { serial }, options)).toBe(false);
      expect(lastOrigin()).toEqual({ serial, ...kept });
      expect(await classify('pond', 'pond/a.wav', { serial }, { ...options, overwrite: false })).toBe(true);
      expect(lastOrigin()).toEqual({ serial, ...kept });
    },
  );

  it('replaces what it does see', async () => {
    await classifyWhole();
    const site = { value: 'lake', source: 'metadata.csv' } as const;
    await classify('pond', 'pond/a.wav', { site }, AGAIN);
    expect(lastOrigin()).toEqual({ site });
  });

  it('forgets those of another recording at the same path', async () => {
    await classifyWhole();
    await write('season/pond/a.wav', 'another sound');
    await classify('pond', 'pond/a.wav', { serial }, { ...narrow, ...AGAIN });
    expect(lastOrigin()).toEqual({ serial });
  });

  it.each([
    ['is finished', narrow],
    ['is classified again', { ...narrow, ...AGAIN }],
  ])('keeps them for a file that was renamed, and %s', async (_name, options) => {
    await classifyWhole();
    renameSync(at('season/pond/a.wav'), at('season/pond/b.wav'));
    for (let i = 0; i < 2; i++) {
      await classify('pond', 'pond/b.wav', { serial }, options);
      expect(lastResult()).toMatchObject({ key: 'b.wav', result: { file: 'pond/b.wav' } });
      expect(lastOrigin()).toEqual({ serial, ...kept });
    }
  });
});

describe('a recording that cannot be read when it is to be classified again', () => {
  const PATH = 'pond/a.wav';
  const site = { value: 'pond', source: 'folder' } as const;
  /** Fails as if its card were gone. @returns what the tables hold, and what an interrupted run calls unfinished */
  async function fail(options: FolderOptions) {
    let failed: readonly string[] = [];
    const summary: SummaryWriter = {
      names: [],
      newNames: () => Promise.resolve([]),
      write: (all) => Promise.resolve(void (failed = all.failed.map(({ file, reason }) => `${file}: ${reason}`))),
    };
    return inFolder(
      async (folder) => {
        await folder.fail(recordingIn('', PATH), 'it is gone');
        const unfinished = folder.unfinished([recordingIn('', PATH)]).length;
        const { recordings, leftOut } = await folder.combine();
        return { failed, unfinished, recordings, leftOut };
      },
      { ...options, summary },
    );
  }

  it('keeps the result of other settings, and is listed as failed', async () => {
    await write('season/pond/a.wav', 'sound');
    await classify('', PATH, { site });
    const earlier = readFileSync(at('out/pond/a.wav.csv'), 'utf8');
    renameSync(at('season/pond'), at('season/card'));
    const failed = { failed: [`${PATH}: it is gone`], unfinished: 0, recordings: 0, leftOut: 1 };
    expect(await fail(AGAIN)).toEqual(failed);
    renameSync(at('season/card'), at('season/pond'));
    expect(await fail(AGAIN)).toEqual(failed);
    expect(readFileSync(at('out/pond/a.wav.csv'), 'utf8')).toBe(earlier);
    expect(await fail({})).toEqual({ failed: [], unfinished: 0, recordings: 1, leftOut: 0 });
    expect(await classify('', PATH, { site })).toBe(true);
    expect(await classify('', PATH, { site }, AGAIN)).toBe(false);
  });

  it('loses it, if it has changed', async () => {
    await write('season/pond/a.wav', 'sound');
    await classify('', PATH, { site });
    await write('season/pond/a.wav', 'another sound');
    const { failed, leftOut } = await fail(AGAIN);
    expect([failed, leftOut]).toEqual([[`${PATH}: it is gone`], 0]);
    expect(existsSync(at('out/pond/a.wav.csv'))).toBe(false);
  });
});

it('recordings that replace others at their paths are named, unless they overwrite them', async () => {
  const keys = ['a.flac', 'b.flac', 'c.flac'];
  const classifyCard = async (sounds: readonly string[], options: FolderOptions = {}): Promise<readonly string[]> => {
    const replaced: string[] = [];
    const onReplaced = (path: string): void => void replaced.push(path);
    for (const [index, key] of keys.entries()) {
      await write(`season/${key}`, sounds[index]!);
      await classify('', key, {}, { ...options, onReplaced });
    }
    return replaced;
  };
  expect(await classifyCard(['one', 'two', 'three'])).toEqual([]);
  expect(await classifyCard(['two', 'one', 'three'])).toEqual([at('season/a.flac'), at('season/b.flac')]);
  utimesSync(at('season/c.flac'), 1000, 1000);
  expect(await classifyCard(['two', 'one', 'three'], AGAIN)).toEqual([]);
  expect(await classifyCard(['one', 'two', 'four'], { overwrite: true })).toEqual([]);
});
