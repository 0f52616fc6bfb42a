import { parse } from 'csv-parse/sync';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lyrebird } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { at, corpus, model } = useTinyRun();
const out = at('out');
const classify = (...more: string[]) => lyrebird(['classify', at('night'), '--model', model, ...more]);
const rows = (name: string): Readonly<Record<string, string>>[] =>
  parse(readFileSync(join(out, name)), { columns: true, bom: true });

beforeAll(() => {
  const bird = join(corpus, 'Synthetica_trillans/synthetic-trillans-01-1.wav');
  mkdirSync(at('night/Bog'), { recursive: true });
  copyFileSync(bird, at('night/Bog/20240330_235958.wav'));
  copyFileSync(bird, at('night/undated.wav'));
  writeFileSync(at('night/20240331_040000.wav'), 'no audio');
  const metadata = 'file,datetime,site,latitude,longitude,species,common_name\n';
  writeFileSync(
    at('night/metadata.csv'),
    `${metadata}undated.wav,2024-06-01 05:00:00+02:00,Fen,1.5,2.5,,\n` +
      '20240330_235958.wav,2024-03-30 23:59:59.5,,,,synthetica TRILLANS,Trilling Bird\n',
  );
  writeFileSync(at('list.csv'), 'SCI_NAME,PRIMARY_COM_NAME\nSynthetica duplex,Double Bird\n');
});

describe('the tables of lyrebird classify --out', () => {
  it('have dates, sites and names, from the files and metadata.csv, and every threshold', async () => {
    const more = [
      '--timezone',
      'Europe/Berlin',
      '--threshold',
      '0',
      '--parquet',
      '--excel',
      '--taxonomy',
      at('list.csv'),
    ];
    const { exitCode, stdout } = await classify('--out', out, ...more);
    expect(exitCode).toBe(4);
    expect(stdout).toBe('');
    const detections = rows('detections.csv');
    expect(detections.length).toBeGreaterThan(0);
    for (const row of detections) {
      expect(row['threshold']).toBe('0');
      expect(row['scientific_name']).toBe(row['species']!.replace('_', ' '));
      const common = { Synthetica_trillans: 'Trilling Bird', Synthetica_duplex: 'Double Bird' };
      expect(row['common_name']).toBe(common[row['species'] as keyof typeof common] ?? '');
    }
    const [bog] = detections.filter(({ site }) => site === 'Bog');
    const seconds = 59.5 + Number(bog!['start_seconds']);
    expect(Date.parse(bog!['start_utc']!)).toBe(Date.parse('2024-03-30T22:59:00Z') + Math.round(1000 * seconds));
    expect(existsSync(join(out, 'detections.parquet'))).toBe(true);
    expect(readFileSync(join(out, 'summary.csv'), 'utf8').startsWith('\uFEFF')).toBe(true);
    expect(rows('recordings.csv').map(({ status, site, start_local }) => [status, site, start_local])).toEqual([
      ['done', 'Bog', '2024-03-30T23:59:59.500'],
      ['done', 'Fen', '2024-06-01T05:00:00.000'],
      ['failed', '', '2024-03-31T04:00:00.000'],
    ]);
    expect(rows('recordings.csv')[1]).toMatchObject({ latitude: '1.5', time_source: 'metadata.csv' });
    const hours = rows('summary.csv').map(({ site, local_date, local_hour }) => `${site} ${local_date} ${local_hour}`);
    expect([...new Set(hours)]).toEqual(['Bog 2024-03-30 23', 'Bog 2024-03-31 0', 'Fen 2024-06-01 5']);
    expect(JSON.parse(readFileSync(join(out, 'analysis.json'), 'utf8'))).toMatchObject({
      settings: { threshold: 0 },
      thresholds: { Synthetica_trillans: 0, Synthetica_duplex: 0 },
      recordings: { done: 2, failed: 1 },
    });
  });

  it('follow a changed metadata.csv, without classifying again', async () => {
    writeFileSync(at('night/metadata.csv'), 'file,site\nundated.wav,Moor\n');
    const { stderr } = await classify('--out', out, '--timezone', 'Europe/Berlin', '--threshold', '0');
    expect(stderr).toContain('0 recordings classified, 2 already finished');
    expect(rows('recordings.csv')[1]).toMatchObject({ site: 'Moor', start_utc: '' });
  });

  it('a metadata.csv about something else is a warning', async () => {
    writeFileSync(at('night/metadata.csv'), 'name\nx\n');
    const { stderr } = await classify('--out', out, '--threshold', '0');
    expect(stderr).toContain('metadata.csv: expected a column named "file", got name; ignored');
  });
});

describe('options of tables', () => {
  it.each(['--parquet', '--excel', '--clips 3'])('%s needs --out', async (option) => {
    const { exitCode, stderr } = await classify(...option.split(' '));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`^lyrebird: ${option.split(' ')[0]} .*: give --out as well\n$`));
  });

  it('--taxonomy names what is wrong with a list', async () => {
    const { stderr } = await classify('--format', 'birdnet', '--taxonomy', at('none.csv'));
    expect(stderr).toContain(`lyrebird: ${at('none.csv')}: cannot be read: `);
  });

  it('--format birdnet has common names on stdout as well', async () => {
    const more = ['--format', 'birdnet', '--threshold', '0', '--taxonomy', at('list.csv'), '--quiet'];
    const { stdout } = await classify(...more);
    expect(stdout.split('\n')[0]).toBe('Start (s),End (s),Scientific name,Common name,Confidence,File');
    expect(stdout).toContain(at('night/undated.wav'));
  });
});
