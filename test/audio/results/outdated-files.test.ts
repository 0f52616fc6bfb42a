import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FormatName, loadFormat, openResultsFolder } from '#audio/results/index.js';
import type { Origin, ResultSettings } from '#audio/results/index.js';
import { WREN } from '../../helpers/recording-results.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder({ perTest: true });

interface Given {
  readonly origin?: Origin;
  readonly settings?: ResultSettings;
}

/** Runs over recordings, as the command does. @returns which combined files are out of date then */
async function run(name: FormatName | undefined, keys: readonly string[], { origin, settings = {} }: Given = {}) {
  const format = name && (await loadFormat(name));
  const render = { bandHz: { lowHz: 0, highHz: 22_050 } };
  const folder = await openResultsFolder({
    ...{ folder: at('out'), render, model: WREN.model, settings },
    ...(format && { format }),
  });
  for (const key of keys) {
    const recording = { file: key, path: `/night/${key}`, key };
    const provenance = { path: recording.path, size: 1, mtimeMs: 2, sample: key, settings: folder.settings };
    if (await folder.isFinished(recording, provenance, origin)) continue;
    await folder.save(recording, provenance, { ...WREN, file: key });
  }
  const { outdated } = await folder.combine();
  await folder.close();
  return outdated;
}

const csv = () => ({ path: at('out/combined.csv'), format: 'csv' });

describe('a combined file of another format', () => {
  it('is out of date once the folder holds other results, until a run of its format', async () => {
    expect(await run('csv', ['a.wav'])).toEqual([]);
    expect(await run('raven', ['a.wav'])).toEqual([]);
    expect(await run('raven', ['a.wav', 'b.wav'])).toEqual([csv()]);
    const raven = { path: at('out/combined.selections.txt'), format: 'raven' };
    expect(await run(undefined, ['c.wav'])).toEqual([csv(), raven]);
    expect(await run('csv', [])).toEqual([raven]);
    rmSync(raven.path);
    expect(await run('csv', ['d.wav'])).toEqual([]);
  });

  it('is out of date after other settings, and if where a recording was made is known by now', async () => {
    await run('csv', ['a.wav']);
    expect(await run(undefined, ['a.wav'], { origin: {} })).toEqual([csv()]);
    await run('csv', []);
    const settings = { threshold: 0.6 };
    expect(await run(undefined, ['a.wav'], { settings })).toEqual([csv()]);
  });

  it('is of another program, if what is beside it does not say how it was made', async () => {
    await write('out/mine.csv', 'mine');
    await write('out/mine.csv.analysis.json', '{}');
    await write('out/yours.csv.analysis.json', 'no JSON');
    expect(await run(undefined, ['a.wav'])).toEqual([]);
  });
});
