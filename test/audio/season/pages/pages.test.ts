import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AllResults, FinishedRecording } from '#audio/results/index.js';
import { writePages, type PageOptions } from '#audio/season/pages/write-pages.js';
import { madeResults, MODEL, resultsOf, SPECIES, type SeasonPlan } from '../../../helpers/made-season.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { HOSTILE, hostileResults } from './hostile.js';

const folder = useTemporaryFolder();
const PLAN: SeasonPlan = { nights: 8, perNight: 6, detections: 800, timezone: 'Europe/Berlin', missing: [4, 5] };

/** The text of a page in one line. */
const textOf = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const read = (...names: readonly string[]): string => readFileSync(folder.at(...names), 'utf8');

async function write(name: string, results: AllResults, options: Partial<PageOptions> = {}): Promise<string[]> {
  const warnings: string[] = [];
  await folder.write(`${name}/.keep`, '');
  const onWarning = (line: string): void => void warnings.push(line);
  await writePages({ ...results, folder: folder.at(name) }, { version: '1.0.0', clips: 0, onWarning, ...options });
  return warnings;
}

describe('pages of a season', () => {
  let results: AllResults;
  let index: string;
  beforeAll(async () => {
    results = await madeResults(folder.at('season'), '', PLAN);
    await write('out', results, { clips: 1 });
    index = read('out/index.html');
  });

  it('say first how many recordings there are, from when to when, where, and of what length', () => {
    const top = textOf(index).split('Species Days and hours')[0]!;
    expect(top).toContain('8 species detected in 132 recordings');
    expect(top).toMatch(/Detections 8\d\d /);
    expect(top).toContain('Recorded 26 minutes in 132 recordings, on 9 days');
    expect(top).toContain('24 March to 1 April 2024');
    expect(top).toContain('north ridge , old oak , pond');
    expect(top).toContain('local: Europe/Berlin');
  });

  it('have one for each species and site, which they link to', () => {
    const pages = readdirSync(folder.at('out/pages')).filter((name) => name.endsWith('.html'));
    expect(pages).toHaveLength(SPECIES.length + 3);
    for (const page of pages) expect(index).toContain(`href="pages/${page}"`);
  });

  it('count the same detections in the table, in both maps and on the page of the species', () => {
    const counted = async () => {
      const counts = new Map<string, number>();
      for await (const { result } of results.recordings()) {
        for (const { species } of result.detections) counts.set(species, (counts.get(species) ?? 0) + 1);
      }
      return counts;
    };
    return counted().then((counts) => {
      for (const [species, detections] of counts) {
        const shown = species.replaceAll('_', ' ');
        expect(textOf(index)).toContain(`${shown} ${detections} `);
        const page = read(`out/pages/species-${species}.html`);
        expect(textOf(page)).toMatch(new RegExp(`${detections} detections? in `));
        for (const id of ['by-hour', 'by-day']) {
          const row = mapOf(index, id).find(({ label }) => label === shown)!;
          expect(sum(row.cells)).toBe(detections);
          expect(row.total).toBe(String(detections));
        }
        expect(sum(mapOf(page, 'day-map').flatMap(({ cells }) => cells))).toBe(detections);
      }
    });
  });

  it('tell hours that were not recorded from hours without detections', () => {
    const page = read('out/pages/species-Strix_aluco.html');
    const rows = mapOf(page, 'day-map');
    expect(rows.map(({ label }) => label)).toEqual([
      ...['24 Mar', '25 Mar', '26 Mar', '27 Mar', '28 Mar', '29 Mar', '30 Mar', '31 Mar', '1 Apr'],
    ]);
    // Recordings begin at 19:00 every two hours; the first night begins on the 24th.
    expect(rows[0]!.cells.map((cell) => cell !== null)).toEqual(hours([19, 21, 23]));
    expect(rows[1]!.cells.map((cell) => cell !== null)).toEqual(hours([1, 3, 5, 19, 21, 23]));
    expect(rows.flatMap(({ cells }) => cells)).toContain(0);
    expect(textOf(page)).toContain('31 March 2024'.replace('March', 'Mar'));
    expect(textOf(page)).toContain('Recorded Detections Hours with detections');
  });

  it('are the same each time', async () => {
    await write('again', results, { clips: 1 });
    const files = (name: string) => readdirSync(folder.at(name), { recursive: true, withFileTypes: true });
    const names = files('out').filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    expect(files('again').length).toBe(files('out').length);
    for (const { parentPath, name } of names) {
      const path = join(parentPath, name);
      const other = path.replace(folder.at('out'), folder.at('again'));
      expect(readFileSync(path).equals(readFileSync(other))).toBe(true);
    }
  });

  it('run no script, and load nothing but their own pictures and sounds', () => {
    for (const page of [index, read('out/pages/species-Parus_major.html'), read('out/pages/site-pond.html')]) {
      expect(page).toContain(
        'default-src &#39;none&#39;; img-src &#39;self&#39; file:; ' +
          'media-src &#39;self&#39; file:; style-src &#39;sha256-',
      );
      expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|https?:|undefined|NaN|\[object/);
    }
  });

  it('mark detections that may be of another species', () => {
    expect(textOf(read('out/pages/species-Turdus_merula.html'))).toMatch(
      /\? unknown \d+ of \d+ detections may be of another species/,
    );
  });

  it('end on the last day with sound, not at the midnight after it', async () => {
    const first: FinishedRecording[] = [];
    for await (const recording of results.recordings()) if (first.length < 1) first.push(recording);
    const start = { local: '2024-12-31T23:00:00', source: 'file name' } as const;
    const hour = { ...first[0]!.result, durationSeconds: 3600, origin: { start } };
    await write('midnight', resultsOf('', [{ ...first[0]!, result: hour }]));
    expect(textOf(read('midnight/index.html'))).toMatch(/on 1 day From, to 31 December 2024 Times/);
  });

  it('list files that failed, those left out, and recordings without date, and say how to date them', async () => {
    const first: FinishedRecording[] = [];
    for await (const recording of results.recordings()) if (first.length < 2) first.push(recording);
    const { origin: _, ...undated } = first[0]!.result;
    const found = resultsOf('', [{ ...first[0]!, result: { ...undated, file: 'song.mp3', warnings: ['clipped'] } }], {
      failed: [{ file: 'broken.wav', path: '/card/broken.wav', reason: 'truncated WAV: ends after 12 bytes' }],
      leftOut: [{ path: 'card/pipe', reason: 'a pipe: save the recording to a file first' }],
    });
    await write('problems', found);
    const page = textOf(read('problems/index.html'));
    expect(page).toContain('Without date 1 recording , in no map of days and hours');
    expect(page).toContain('rename them, as 20240512_053000.wav');
    expect(page).toContain('broken.wav truncated WAV: ends after 12 bytes');
    expect(page).toContain('card/pipe a pipe: save the recording to a file first');
    expect(page).toContain('song.mp3 clipped');
    expect(page).not.toContain('Minutes recorded');
    await write('dated', resultsOf('', first));
    expect(textOf(read('dated/index.html'))).not.toMatch(/Without date|Not analysed|Warnings/);
  });

  it('say how to state a time zone where none is known', async () => {
    const plan = { ...PLAN, nights: 1, sites: ['pond'] };
    const { timezone: _, ...unzoned } = plan;
    await write('unzoned', await madeResults(folder.at('unzoned-season'), '', unzoned));
    expect(textOf(read('unzoned/index.html'))).toContain('--timezone Europe/Berlin states their time zone');
  });

  it('are complete without detections, and without recordings', async () => {
    const silent: FinishedRecording[] = [];
    for await (const recording of results.recordings()) {
      silent.push({ ...recording, result: { ...recording.result, detections: [] } });
    }
    await write('silent', resultsOf('', silent));
    const page = textOf(read('silent/index.html'));
    expect(page).toContain('No birds detected in 132 recordings');
    expect(page).toContain('Not detected: Caprimulgus europaeus ,');
    expect(page).toContain('Minutes recorded');
    await write('nothing', resultsOf('', []));
    expect(textOf(read('nothing/index.html'))).toContain('No birds detected in 0 recordings');
  });

  it('have a row for each week of a long season, and columns of weeks', async () => {
    const days = Array.from({ length: 100 }, (_, day) => day);
    const all: FinishedRecording[] = [];
    for await (const recording of results.recordings()) {
      const day = days[all.length];
      if (day === undefined) break;
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      const origin = { start: { local: `${date}T05:00:00`, source: 'file name' as const } };
      all.push({ ...recording, result: { ...recording.result, origin } });
    }
    await write('long', resultsOf('', all));
    const page = read('long/index.html');
    expect(textOf(page)).toContain('Detections by week, by its Monday');
    const rows = mapOf(page, 'recorded-map');
    expect(rows).toHaveLength(15);
    expect(rows.map(({ label }) => label).slice(0, 3)).toEqual(['1 Jan', '8 Jan', '15 Jan']);
    // Seven recordings of twelve seconds.
    expect(rows[0]!.total).toBe('1 min');
  });

  it('show days without recordings between others as a line', async () => {
    const all: FinishedRecording[] = [];
    for await (const recording of results.recordings()) {
      const date = ['2024-02-27', '2024-03-03'][all.length];
      if (date === undefined) break;
      const origin = { start: { local: `${date}T05:00:00`, source: 'file name' as const } };
      all.push({ ...recording, result: { ...recording.result, origin } });
    }
    await write('gap', resultsOf('', all));
    expect(textOf(read('gap/index.html'))).toContain('27 Feb 0.2');
    expect(textOf(read('gap/index.html'))).toContain('4 days not recorded');
  });

  it('link a copy of the report card of the model, not that of another', async () => {
    const card = `<!doctype html><title>card</title>${MODEL.fingerprint}`;
    await folder.write('run/report.html', card);
    await write('carded', results, { model: folder.at('run/best') });
    expect(read('carded/index.html')).toContain('href="pages/report-card.html"');
    expect(read('carded/pages/report-card.html')).toBe(card);
    await folder.write('run/report.html', card.replaceAll('0', '1'));
    await write('carded', results, { model: folder.at('run') });
    expect(read('carded/index.html')).not.toContain('report-card');
    expect(existsSync(folder.at('carded/pages/report-card.html'))).toBe(false);
  });

  it('never replace an index.html of others, and say so', async () => {
    await folder.write('taken/index.html', 'my notes');
    const warnings = await write('taken', results);
    expect(read('taken/index.html')).toBe('my notes');
    expect(warnings).toEqual([expect.stringContaining('taken/index.html was not written by Lyrebird and stays')]);
    expect(existsSync(folder.at('taken/pages/site-pond.html'))).toBe(true);
  });
});

describe('pages of hostile names', () => {
  it('show them as text, and have files in their folder', async () => {
    await write('hostile', hostileResults(folder.path));
    const pages = readdirSync(folder.at('hostile'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    );
    expect(pages.length).toBe(1 + 2 * HOSTILE.length);
    for (const name of pages) {
      expect(name).toMatch(/^(index|pages\/(species|site)-[\p{L}\p{M}\p{N}.'()+,_-]+)\.html$/u);
      const page = read('hostile', name);
      expect(page).not.toMatch(/<img|<svg onload|<\/script|<\/style><style>|<!-- |="javascript:/i);
      // eslint-disable-next-line no-control-regex
      expect(page).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u200B\u202E]/);
    }
    const index = read('hostile/index.html');
    expect(index).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
  });
});

interface MapRow {
  readonly label: string;
  /** Null: hatched. */
  readonly cells: readonly (number | null)[];
  readonly total: string;
}

/** Reads a heat map of a page. */
function mapOf(page: string, id: string): MapRow[] {
  const table = page.split(`id="${id}"`)[1]!.split('<tbody>')[1]!.split('</tbody>')[0]!;
  return [...table.matchAll(/<th scope="row">(.*?)<\/th>(.*?)<td class="n">(.*?)<\/td>/gs)].map(
    ([, label, cells, total]) => ({
      label: textOf(label!).trim(),
      cells: [...cells!.matchAll(/<td class="(\w+)">(.*?)<\/td>/gs)].map(([, kind, text]) =>
        kind === 'u' ? null : kind === 'h0' ? 0 : Number(textOf(text!).replaceAll(',', '')),
      ),
      total: textOf(total!).trim(),
    }),
  );
}

function hours(recorded: readonly number[]): boolean[] {
  return Array.from({ length: 24 }, (_, hour) => recorded.includes(hour));
}

function sum(cells: readonly (number | null)[]): number {
  return cells.reduce<number>((total, cell) => total + (cell ?? 0), 0);
}
