import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFormat, openResultsFolder, readProvenance, type ResultsFolderOptions } from '#audio/results/index.js';
import { openJournal } from '#audio/results/journal.js';
import { WREN } from '../../helpers/recording-results.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });

async function open(options: Partial<ResultsFolderOptions> = {}) {
  const render = { bandHz: { lowHz: 0, highHz: 22_050 } };
  const format = await loadFormat('csv');
  return openResultsFolder({ folder: at('out'), format, render, model: WREN.model, settings: {}, ...options });
}

/** Recordings in the combined file. */
function recordings(): string[] {
  const rows = readFileSync(at('out/combined.csv'), 'utf8').trimEnd().split('\n').slice(1);
  return [...new Set(rows.map((row) => row.split(',')[0]!))];
}

function resultFiles(): string[] {
  const names = readdirSync(at('out'), { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => /\.wav\.csv$/i.test(name));
}

describe('two cards with files of one name', () => {
  const NAME = '20240512_053000.WAV';
  interface Card {
    readonly folder: string;
    /** What the file holds; absent: the result is of a version that did not note it. */
    readonly sound?: string;
    readonly mtimeMs?: number;
    readonly serial?: string;
    readonly isDamaged?: boolean;
    readonly overwrite?: boolean;
  }

  /** Classifies the files of cards with one command. @returns names of results, and which cards were finished */
  async function classifyCards(...cards: readonly Card[]) {
    const paths = new Set(cards.map(({ folder }) => `${folder}/${NAME}`));
    const results = await open({ paths, overwrite: cards.some(({ overwrite }) => overwrite) });
    try {
      const finished: boolean[] = [];
      for (const { folder, sound, mtimeMs = 2, serial, isDamaged } of cards) {
        const path = `${folder}/${NAME}`;
        const recording = { file: path, path, key: cards.length === 1 ? NAME : path.slice('/cards/'.length) };
        if (isDamaged) {
          await results.fail(recording, 'no audio');
          continue;
        }
        const provenance = { path, size: 1, mtimeMs, settings: results.settings, ...(sound && { sample: sound }) };
        const origin = serial === undefined ? undefined : { serial: { value: serial, source: 'GUANO' as const } };
        const isFinished = await results.isFinished(recording, provenance, origin);
        if (!isFinished) await results.save(recording, provenance, { ...WREN, file: path, ...(origin && { origin }) });
        finished.push(isFinished);
      }
      await results.combine();
      return { finished, names: resultFiles() };
    } finally {
      await results.close();
    }
  }
  const [first, second] = [
    { folder: '/cards/A', sound: 'a' },
    { folder: '/cards/B', sound: 'b' },
  ];
  const both = [`/cards/A/${NAME}`, `/cards/B/${NAME}`];

  it('have a result each, and keep them, with --overwrite as well', async () => {
    expect(await classifyCards(first)).toEqual({ finished: [false], names: [`${NAME}.csv`] });
    const names = [`${NAME}.csv`, `B/${NAME}.csv`];
    expect(await classifyCards(second)).toEqual({ finished: [false], names });
    for (const card of [first, second, first]) expect(await classifyCards(card)).toEqual({ finished: [true], names });
    expect(await classifyCards({ ...second, overwrite: true })).toEqual({ finished: [false], names });
    expect(recordings()).toEqual(both);
  });

  it('at one place are told apart by the recorder: the first result is not replaced', async () => {
    await classifyCards({ folder: '/card', serial: 'A' });
    await expect(classifyCards({ folder: '/card', serial: 'B' })).rejects.toThrow(
      `holds the result of another recording that was at /card/${NAME}: of recorder A, and this is of B; copy`,
    );
    expect(await classifyCards({ folder: '/card', serial: 'A' })).toMatchObject({ finished: [true] });
  });

  it('are one recording if it was moved, or copied at another time; the results name its new place', async () => {
    await classifyCards({ folder: '/card', sound: 'a' });
    expect(await classifyCards({ folder: '/disk', sound: 'a' })).toEqual({ finished: [true], names: [`${NAME}.csv`] });
    expect(recordings()).toEqual([`/disk/${NAME}`]);
    expect(await classifyCards({ folder: '/copy', sound: 'a', mtimeMs: 3 })).toEqual({
      ...{ finished: [true], names: [`${NAME}.csv`] },
    });
    expect(recordings()).toEqual([`/copy/${NAME}`]);
  });

  it('are one recording if it was renamed, which does not count twice', async () => {
    const [before, after] = ['garden/a.wav', 'garden/20240512_053000.wav'];
    const one = async (key: string) => {
      const results = await open();
      const path = at(key);
      const provenance = { path, size: 1, mtimeMs: 2, settings: results.settings, sample: 'a' };
      const recording = { file: path, path, key };
      const isFinished = await results.isFinished(recording, provenance);
      if (!isFinished) await results.save(recording, provenance, { ...WREN, file: path });
      await results.combine();
      await results.close();
      return isFinished;
    };
    await write(before, 'sound');
    expect(await one(before)).toBe(false);
    // A copy is another recording, as long as both are there.
    await write(after, 'sound');
    expect(await one(after)).toBe(false);
    expect(recordings()).toEqual([at(after), at(before)]);
    rmSync(at('out'), { recursive: true });
    expect(await one(before)).toBe(false);
    rmSync(at(before));
    expect(await one(after)).toBe(true);
    expect(recordings()).toEqual([at(after)]);
    expect(resultFiles()).toEqual([`${after}.csv`]);
  });

  it('are two recordings if a copy is in the same run', async () => {
    await classifyCards(first);
    // Its name is that of the first one's result.
    const copy = { ...first, folder: '/cards' };
    expect(await classifyCards(copy, first)).toMatchObject({ finished: [false, true] });
    expect(recordings().sort()).toEqual([`/cards/${NAME}`, both[0]]);
    expect(await classifyCards(copy, first)).toMatchObject({ finished: [true, true] });
  });

  it('are two recordings if the first result is of a version that did not note its sound', async () => {
    await classifyCards({ folder: '/cards/A' });
    expect(await classifyCards(second)).toMatchObject({ finished: [false] });
    expect(recordings()).toEqual(both);
    // The sound is noted as soon as it is known.
    expect(await classifyCards(first)).toMatchObject({ finished: [true] });
    expect(await classifyCards({ folder: '/disk/A', sound: 'a' })).toMatchObject({ finished: [true] });
    expect(recordings()).toEqual([`/disk/A/${NAME}`, `/cards/B/${NAME}`]);
  });

  it('are both mentioned if one cannot be read', async () => {
    const failures = async (): Promise<string[]> => {
      const journal = await openJournal(at('out/.lyrebird.ndjson'));
      const paths = journal.failures().map(({ path }) => path);
      await journal.close();
      return paths;
    };
    await classifyCards({ ...first, isDamaged: true });
    await classifyCards(second);
    expect(await failures()).toEqual([both[0]]);
    await classifyCards(first);
    expect(await failures()).toEqual([]);
    await classifyCards({ folder: '/cards/C', isDamaged: true });
    expect(await failures()).toEqual([`/cards/C/${NAME}`]);
    expect(recordings()).toEqual(both);
  });

  it('are told apart by their beginning, middle and end', async () => {
    const sound = Buffer.alloc(500_000);
    const samples = [];
    for (const position of [undefined, 10, 250_000, 499_999]) {
      const changed = Buffer.from(sound);
      if (position !== undefined) changed[position] = 1;
      writeFileSync(at('card.wav'), changed);
      samples.push((await readProvenance(at('card.wav'), 'settings')).sample);
    }
    expect(new Set(samples).size).toBe(4);
  });
});
