import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFormat, openResultsFolder, type Format, type ModelIdentity } from '#audio/results/index.js';
import type { ResultsFolder, ResultsFolderOptions } from '#audio/results/index.js';
import { ResultPathError } from '#audio/results/result-files.js';
import { OutputError } from '#src/errors.js';
import { CROW, WREN } from '../../helpers/recording-results.js';
import { leftoverName } from '../../helpers/leftovers.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });
const JOURNAL = 'out/.lyrebird.ndjson';

let csv: Format;
beforeAll(async () => {
  csv = await loadFormat('csv');
});

const other: ModelIdentity = { name: 'owls', fingerprint: 'f'.repeat(64) };

function open(options: Partial<ResultsFolderOptions> = {}): Promise<ResultsFolder> {
  const render = { bandHz: { lowHz: 0, highHz: 22_050 } };
  return openResultsFolder({ folder: at('out'), format: csv, render, model: WREN.model, settings: {}, ...options });
}

const recordingOf = (key: string) => ({ file: key, path: `/night/${key}`, key });

/** What a run does with a recording. @returns whether its result was there already */
async function classify(folder: ResultsFolder, key: string, result = WREN): Promise<boolean> {
  const origin = { path: `/night/${key}`, size: 1, mtimeMs: 2, settings: folder.settings };
  const isFinished = await folder.isFinished(recordingOf(key), origin);
  if (!isFinished) await folder.save(recordingOf(key), origin, result);
  return isFinished;
}

/** Runs over recordings as the command does. */
async function run(keys: readonly string[], options: Partial<ResultsFolderOptions> = {}) {
  const folder = await open(options);
  try {
    const finished: boolean[] = [];
    for (const key of keys) finished.push(await classify(folder, key));
    return { finished, ...(await folder.combine()) };
  } finally {
    await folder.close();
  }
}

const files = (folder = 'out'): string[] => readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).sort();
const read = (name: string): string => readFileSync(at(name), 'utf8');

describe('names of results', () => {
  const suffix = '.csv'.length;

  it('may be as long as the file system allows', async () => {
    const key = `${'é'.repeat((255 - suffix - 1) / 2)}x`;
    expect(await run([key, 'b.wav'])).toMatchObject({ recordings: 2 });
    expect(Buffer.byteLength(`${key}.csv`)).toBe(255);
    expect(files()).toContain(`${key}.csv`);
  });

  it('that are too long concern one recording, before it is classified', async () => {
    const folder = await open();
    const key = 'a'.repeat(255 - suffix + 1);
    const message = `cannot write ${at('out', `${key}.csv`)}: the name is too long (ENAMETOOLONG)`;
    const origin = { path: '/night/a', size: 1, mtimeMs: 2, settings: folder.settings };
    await expect(folder.isFinished(recordingOf(key), origin)).rejects.toThrow(new ResultPathError(message));
    expect(await classify(folder, 'b.wav')).toBe(false);
    await folder.close();
  });

  it('are not those of the combined file', async () => {
    const folder = await open();
    await expect(classify(folder, 'combined')).rejects.toThrow(ResultPathError);
    await folder.close();
  });
});

describe('a journal that lost its end, as after a power cut', () => {
  const cut = (bytes: number): void => truncateSync(at(JOURNAL), lstatSync(at(JOURNAL)).size - bytes);

  it.each([
    ['within the last line', () => 20],
    ['everything', () => lstatSync(at(JOURNAL)).size],
  ])('(%s): the same results are accepted again, and none is there twice', async (_, bytes) => {
    await run(['a.wav', 'b.wav', 'c.wav']);
    const before = read('out/combined.csv');
    cut(bytes());
    const again = await run(['a.wav', 'b.wav', 'c.wav']);
    expect(again.finished.at(-1)).toBe(false);
    expect(again.recordings).toBe(3);
    expect(read('out/combined.csv')).toBe(before);
    expect((await run(['a.wav', 'b.wav', 'c.wav'])).finished).toEqual([true, true, true]);
  });

  it('does not let a different file be replaced', async () => {
    await run(['a.wav']);
    writeFileSync(at(JOURNAL), '');
    const kept: string[] = [];
    const folder = await open({ onKept: (path) => kept.push(path) });
    await classify(folder, 'a.wav', CROW);
    await folder.close();
    expect(read('out/a.wav.csv')).toContain(WREN.detections[0]!.species);
    expect(kept).toEqual([at('out/a.wav.csv')]);
  });

  it('accepts the same result again, whatever the order of what it holds, and leaves its file alone', async () => {
    const { durationSeconds, ...rest } = WREN;
    const reordered = { ...rest, origin: { site: { value: 'Pond', source: 'folder' as const } }, durationSeconds };
    const json = { format: await loadFormat('json') };
    const once = async () => {
      const folder = await open(json);
      const isFinished = await classify(folder, 'a.wav', reordered);
      await folder.combine();
      await folder.close();
      return isFinished;
    };
    expect(await once()).toBe(false);
    const text = read('out/a.wav.json');
    expect(await once()).toBe(true);
    expect(read('out/a.wav.json')).toBe(text);
    writeFileSync(at(JOURNAL), '');
    expect(await once()).toBe(false);
    expect(read('out/a.wav.json')).toBe(text);
  });

  it('accepts the same segments again, and no others', async () => {
    const segments = async (text: string): Promise<void> => {
      const folder = await open({ allSegments: true });
      const file = await folder.openSegments(recordingOf('a.wav'));
      await file.write(text);
      try {
        await file.finish();
      } finally {
        await folder.close();
      }
    };
    await segments('{"a":1}\n');
    await segments('{"a":1}\n');
    await expect(segments('{"a":2}\n')).rejects.toThrow('a.wav.segments.ndjson already exists');
    expect(read('out/a.wav.segments.ndjson')).toBe('{"a":1}\n');
    expect(files()).toEqual(['.lyrebird.ndjson', 'a.wav.segments.ndjson']);
  });

  it.each([
    ['a result without detections', { ...WREN, detections: undefined }],
    ['a result with a probability that is not a number', { ...WREN, species: [{ species: 'a', probability: null }] }],
    ['no result', undefined],
  ])('or holds %s: the recording is classified again', async (_, result) => {
    await run(['a.wav']);
    const [first, line] = read(JOURNAL).trimEnd().split('\n');
    writeFileSync(at(JOURNAL), `${first}\n${JSON.stringify({ ...(JSON.parse(line!) as object), result })}\n`);
    expect(await run([])).toMatchObject({ recordings: 0, leftOut: 1 });
    expect(await run(['a.wav'])).toMatchObject({ finished: [false], recordings: 1, leftOut: 0 });
  });
});

describe('a recording that cannot be read any more', () => {
  /** Classifies a file of the night. */
  async function readNight(folder: ResultsFolder, key: string): Promise<void> {
    const path = at('night', key);
    const { size, mtimeMs } = lstatSync(path);
    const origin = { path, size, mtimeMs, settings: folder.settings };
    await folder.isFinished({ file: key, path, key }, origin);
    await folder.save({ file: key, path, key }, origin, { ...WREN, file: key });
  }
  const failNight = async (...keys: readonly string[]): Promise<number> => {
    const folder = await open();
    for (const key of keys) await folder.fail({ file: key, path: at('night', key), key }, 'it is gone');
    const { recordings } = await folder.combine();
    await folder.close();
    return recordings;
  };

  it('keeps its result, if its card is gone or it has not changed', async () => {
    await write('night/a.wav', 'a');
    await write('night/b.wav', 'b');
    const folder = await open();
    for (const key of ['a.wav', 'b.wav']) await readNight(folder, key);
    await folder.close();
    renameSync(at('night'), at('card'));
    expect(await failNight('a.wav', 'b.wav')).toBe(2);
    renameSync(at('card'), at('night'));
    expect(await failNight('a.wav')).toBe(2);
    await write('night/a.wav', 'another recording');
    expect(await failNight('a.wav')).toBe(1);
    expect(read('out/.lyrebird.ndjson')).toContain('it is gone');
  });

  it('is no longer to be analysed, once it was deleted', async () => {
    await write('night/a.wav', '');
    await write('night/b.wav', '');
    const failuresOf = async (): Promise<string[]> => {
      const failed: string[] = [];
      const note = ({ failed: found }: { readonly failed: readonly { readonly file: string }[] }): Promise<void> => {
        failed.push(...found.map(({ file }) => file));
        return Promise.resolve();
      };
      const folder = await open({ summary: { names: [], newNames: () => Promise.resolve([]), write: note } });
      await folder.combine();
      await folder.close();
      return failed;
    };
    await failNight('a.wav', 'b.wav');
    expect(await failuresOf()).toEqual(['a.wav', 'b.wav']);
    rmSync(at('night/a.wav'));
    expect(await failuresOf()).toEqual(['b.wav']);
    renameSync(at('night'), at('card'));
    expect(await failuresOf()).toEqual(['b.wav']);
  });
});

describe('a results folder of another person', () => {
  const foreign = (key: string): Promise<string> => {
    const origin = { path: '/night/a.wav', size: 1, mtimeMs: 2, settings: 'x' };
    return write(JOURNAL, `${JSON.stringify({ key, origin, result: WREN })}\n`);
  };

  it.each(['../x', 'a/../../x', '/tmp/x', ''])(
    'whose journal holds the key %j writes and deletes nothing outside',
    async (key) => {
      await write('x.csv', 'mine');
      await foreign(key);
      await run(['a.wav']);
      const folder = await open();
      await folder.fail(recordingOf('a.wav'), 'damaged');
      await folder.close();
      expect(read('x.csv')).toBe('mine');
      expect(files('.').filter((name) => !name.startsWith('out'))).toEqual(['x.csv']);
    },
  );

  it('with symbolic links: nothing is written to where they lead', async () => {
    await write('precious', 'mine');
    mkdirSync(at('outside'));
    mkdirSync(at('out'));
    for (const name of ['combined.csv.partial', 'a.wav.csv']) symlinkSync(at('precious'), at('out', name));
    symlinkSync(at('outside'), at('out/night'));
    const folder = await open({ overwrite: true });
    await classify(folder, 'a.wav');
    await expect(classify(folder, 'night/b.wav')).rejects.toThrow(
      new ResultPathError(
        `cannot write to ${at('out/night')}: it is a symbolic link, which may lead out of the folder`,
      ),
    );
    await folder.combine();
    await folder.close();
    expect(read('precious')).toBe('mine');
    expect(files('outside')).toEqual([]);
    expect(read('out/combined.csv')).toContain('wren');
  });

  it('whose journal lists results behind a link: nothing is deleted there', async () => {
    await write('outside/a.wav.csv', 'mine');
    await foreign('night/a.wav');
    symlinkSync(at('outside'), at('out/night'));
    const folder = await open();
    await folder.fail(recordingOf('a.wav'), 'damaged');
    await folder.close();
    expect(read('outside/a.wav.csv')).toBe('mine');
  });

  it('whose journal is a symbolic link is refused', async () => {
    await write('precious', 'mine');
    mkdirSync(at('out'));
    symlinkSync(at('precious'), at(JOURNAL));
    await expect(open()).rejects.toThrow(`${at(JOURNAL)} is a symbolic link`);
    expect(read('precious')).toBe('mine');
    expect(files()).toEqual(['.lyrebird.ndjson']);
  });

  it('with a combined file that no run has written is refused, again and again', async () => {
    await write('out/combined.csv', 'mine');
    for (let i = 0; i < 2; i++) {
      await expect(open()).rejects.toThrow(
        `${at('out/combined.csv')} already exists: it is not written by an earlier run; choose another --out`,
      );
    }
    expect(read('out/combined.csv')).toBe('mine');
    expect(await run(['a.wav'], { overwrite: true })).toMatchObject({ recordings: 1 });
  });
});

describe('results of two models', () => {
  it('do not mix: the second is refused, and both are named', async () => {
    await run(['a.wav', 'b.wav']);
    const before = files().map((name) => [name, read(`out/${name}`)]);
    await expect(open({ model: other })).rejects.toThrow(
      new OutputError(
        `${at('out')} holds results of the model birds (0123456789abcdef), and this is owls (ffffffffffffffff): ` +
          'choose another --out, or replace them with --overwrite',
      ),
    );
    expect(files().map((name) => [name, read(`out/${name}`)])).toEqual(before);
  });

  it('replace each other with --overwrite, which may be interrupted; what is left out is counted', async () => {
    await run(['a.wav', 'b.wav']);
    const owls = { model: other };
    expect(await run(['a.wav'], { ...owls, overwrite: true })).toMatchObject({ recordings: 1, leftOut: 1 });
    const rest = await run(['a.wav', 'b.wav'], owls);
    expect(rest).toMatchObject({ finished: [true, false], recordings: 2, leftOut: 0 });
    await expect(open()).rejects.toThrow('holds results of the model owls (ffffffffffffffff)');
  });

  it('may follow each other if the first left none', async () => {
    await run([]);
    expect(await run(['a.wav'], { model: other })).toMatchObject({ recordings: 1, leftOut: 0 });
  });
});

describe('the combined file', () => {
  it('leaves out results of other settings, and counts them', async () => {
    await run(['a.wav', 'b.wav', 'c.wav']);
    expect(await run(['a.wav'], { settings: { threshold: 0.9 } })).toMatchObject({ recordings: 1, leftOut: 2 });
  });

  it('is accompanied by a description of the analysis', async () => {
    await run(['a.wav'], { settings: { threshold: 0.2, top: 3 }, thresholds: { wren: 0.2, crow: 0.2 } });
    expect(JSON.parse(read('out/combined.csv.analysis.json'))).toEqual({
      model: WREN.model,
      bandHz: { lowHz: 0, highHz: 22_050 },
      settings: {
        ...{ threshold: 0.2, thresholds: {}, precision: null, byLoudness: null, contextSeconds: null },
        ...{ unknown: null, channel: 'mean', top: 3 },
      },
      thresholds: { wren: 0.2, crow: 0.2 },
      recordings: 1,
      format: 'csv',
      results: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      lyrebird: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
    });
  });
});

it('files that killed runs left in a results folder go when it is opened', async () => {
  await run(['night/a.wav']);
  const before = files();
  for (const folder of ['out', 'out/night']) await write(`${folder}/${leftoverName()}`, 'half');
  expect(files()).toHaveLength(before.length + 2);
  await (await open()).close();
  expect(files()).toEqual(before);
});

it('a file in place of a results folder is named in one line', async () => {
  await write('out', '');
  await expect(open()).rejects.toThrow(new OutputError(`cannot write ${at('out')}: a file is in the way (EEXIST)`));
  expect(files('.')).toEqual(['out']);
});
