import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFormat, openResultsFolder, settingsHash, type ResultsFolderOptions } from '#audio/results/index.js';
import { createHashUpdate } from '#audio/results/result-settings.js';
import { WREN } from '../../helpers/recording-results.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at } = useTemporaryFolder({ perTest: true });
const { model } = WREN;

describe('the number of species that files list', () => {
  /** Runs over two recordings, as the command does. @returns which were finished, and what the tables hold */
  async function run(top: number | undefined, keys = ['a.wav', 'b.wav'], options: Partial<ResultsFolderOptions> = {}) {
    const given = top === undefined ? {} : { top };
    const folder = await openResultsFolder({
      ...{ folder: at('out'), format: await loadFormat('json'), model, settings: given },
      render: { bandHz: { lowHz: 0, highHz: 22_050 }, ...given },
      ...options,
    });
    const finished: boolean[] = [];
    for (const key of keys) {
      const recording = { file: key, path: `/night/${key}`, key };
      const provenance = { path: recording.path, size: 1, mtimeMs: 2, sample: key, settings: folder.settings };
      finished.push(await folder.isFinished(recording, provenance));
      if (!finished.at(-1)) await folder.save(recording, provenance, { ...WREN, file: key });
    }
    const { recordings, leftOut } = await folder.combine();
    await folder.close();
    return { finished, recordings, leftOut };
  }
  const species = (name: string) =>
    readFileSync(at('out', name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as typeof WREN).species.length);

  it('affects no result: files are written again from those that there are', async () => {
    expect(await run(undefined)).toMatchObject({ finished: [false, false] });
    expect(species('combined.ndjson')).toEqual([2, 2]);
    expect(await run(1, ['a.wav'])).toEqual({ finished: [true], recordings: 2, leftOut: 0 });
    expect([species('a.wav.json'), species('combined.ndjson')]).toEqual([[1], [1, 1]]);
  });

  it('was part of the hash in earlier versions, whose results count', async () => {
    await run(3);
    const journal = at('out/.lyrebird.ndjson');
    const now = settingsHash(model, {});
    // Hash of {"top": 3} in the version before.
    const before = readFileSync(journal, 'utf8').replaceAll(now, '2df0b0f60e837efe');
    expect(before).toContain('"settings":"2df0b0f60e837efe"');
    writeFileSync(journal, before);
    expect(await run(undefined)).toEqual({ finished: [true, true], recordings: 2, leftOut: 0 });
    expect(await run(2, ['a.wav'], { settings: { threshold: 0.2 } })).toMatchObject({ finished: [false], leftOut: 1 });
  });

  it('leaves hashes of other settings and models as they are', () => {
    const other = { name: 'owls', fingerprint: 'f'.repeat(64) };
    const hashes = [settingsHash(model, { threshold: 0.2 }), settingsHash(other, {}), 'x'];
    expect(hashes.map(createHashUpdate(model, { top: 4 }))).toEqual(hashes);
    expect(createHashUpdate(model, { top: 4 })(settingsHash(model, {}))).toBe(settingsHash(model, { top: 5 }));
  });
});
