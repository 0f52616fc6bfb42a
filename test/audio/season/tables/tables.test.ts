import { parse } from 'csv-parse/sync';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { detectionColumns, RECORDING_COLUMNS, summaryColumns, writeTables } from '#audio/season/tables/index.js';
import type { TableOptions } from '#audio/season/tables/index.js';
import { speciesNames } from '#audio/taxonomy/index.js';
import { OutputError } from '#src/errors.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { originAt, resultOf, resultsIn } from './support.js';

const { at } = useTemporaryFolder({ perTest: true });
beforeEach(() => mkdirSync(at('out')));

const text = (name: string): string => readFileSync(at('out', name), 'utf8');
const rows = (name: string): Readonly<Record<string, string>>[] => parse(text(name), { columns: true });

async function tables(
  results: Parameters<typeof resultsIn>[1],
  { failed, leftOut, ...options }: Parameters<typeof resultsIn>[2] & Partial<TableOptions> = {},
): Promise<void> {
  const all = resultsIn(at('out'), results, { ...(failed && { failed }), ...(leftOut && { leftOut }) });
  await writeTables(all, { version: '1.2.3', ...options });
}

describe('detections.csv', () => {
  it('has a row per detection, with everything about it', async () => {
    const place = { value: { latitude: 52.5, longitude: 13.25 }, source: 'GUANO' } as const;
    const result = resultOf('night/a.wav', [], {
      origin: originAt('2024-05-12T23:59:30', { coordinates: place }),
      detections: [
        {
          ...{ species: 'Parus_major', startSeconds: 30.0625, endSeconds: 33.5, probability: 0.75 },
          ...{ maxProbability: 0.9, segmentCount: 11, novelty: 0.981, unknown: true, channel: 2 },
        },
      ],
    });
    await tables([result], { names: speciesNames([[{ scientificName: 'Parus major', commonName: 'Great Tit' }]]) });
    expect(text('detections.csv')).toBe(
      'file,site,start_utc,start_local,utc_offset,local_date,local_hour,start_seconds,end_seconds,' +
        'species,scientific_name,common_name,score,max_score,threshold,novelty,unknown,channel,' +
        'latitude,longitude,model,version,path\n' +
        'night/a.wav,Bog,2024-05-12T22:00:00.063Z,2024-05-13T00:00:00.063,+02:00,2024-05-13,0,30.0625,33.5,' +
        'Parus_major,Parus major,Great Tit,0.75,0.9,0.7,0.981,TRUE,2,' +
        '52.5,13.25,birds (0123456789abcdef),1.2.3,/night/a.wav\n',
    );
  });

  it('leaves cells empty where nothing is known', async () => {
    await tables([resultOf('a.wav', ['toString'])]);
    expect(text('detections.csv').split('\n')[1]).toBe(
      'a.wav,,,,,,,0,1,toString,,,0.8,0.9,,,,,,,birds (0123456789abcdef),1.2.3,/a.wav',
    );
  });

  it('has local time only, where the offset is not known', async () => {
    const origin = { start: { local: '2024-05-12T05:30:00', source: 'file name' } } as const;
    await tables([resultOf('a.wav', ['x'], { origin })]);
    expect(rows('detections.csv')[0]).toMatchObject({
      ...{ start_utc: '', utc_offset: '', start_local: '2024-05-12T05:30:00.000' },
      ...{ local_date: '2024-05-12', local_hour: '5' },
    });
  });
});

describe('cells of all tables', () => {
  it('are safe in spreadsheets and terminals, and have no line breaks', async () => {
    const evil = ['=HYPERLINK("x")', 'a\nb', 'c,"d";e', '\u001b[31m', 'Żółw 🐢'];
    const origin = originAt('2024-05-12T05:30:00', { site: { value: '@SUM(A1)', source: 'folder' } });
    await tables(
      evil.map((name) => resultOf(name, [name], { origin, warnings: [name, 'two'] })),
      { failed: [{ file: '-x', path: '/-x', reason: 'bad\r\nthing' }] },
    );
    const safe = ['\'=HYPERLINK("x")', 'a\\nb', 'c,"d";e', '\\u001b[31m', 'Żółw 🐢'];
    for (const name of ['detections.csv', 'recordings.csv', 'summary.csv']) {
      for (const character of ['\r', '\u001b', '\uFEFF']) expect(text(name)).not.toContain(character);
    }
    expect(rows('detections.csv').map(({ file, species, site }) => [file, species, site])).toEqual(
      safe.map((name) => [name, name, "'@SUM(A1)"]),
    );
    expect(rows('recordings.csv').map(({ warnings }) => warnings)).toEqual([...safe.map((name) => `${name}; two`), '']);
    expect(rows('recordings.csv').at(-1)).toMatchObject({ file: "'-x", reason: 'bad\\r\\nthing' });
    expect(new Set(rows('summary.csv').map(({ species }) => species))).toEqual(
      new Set([...safe, 'Parus_major', 'Strix aluco']),
    );
  });

  it('--excel: a byte order mark, and nothing else is different', async () => {
    await tables([resultOf('ä.wav', ['Parus_major'])]);
    const before = text('detections.csv');
    await tables([resultOf('ä.wav', ['Parus_major'])], { excel: true });
    for (const name of ['detections.csv', 'recordings.csv', 'summary.csv']) {
      expect(readFileSync(at('out', name)).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    }
    expect(text('detections.csv')).toBe(`\uFEFF${before}`);
  });
});

describe('summary.csv', () => {
  const summary = () =>
    rows('summary.csv').map(({ site, local_date, local_hour, species, ...row }) => [
      [site, local_date, local_hour, species].join(' '),
      ...[row['detections'], row['recordings'], row['recorded_minutes'], row['minutes_without_signal']].map(Number),
    ]);

  it('has every species of the model in every hour with a recording: zero is not "not recorded"', async () => {
    await tables([
      resultOf('a.wav', ['Strix aluco', 'Strix aluco'], { origin: originAt('2024-05-12T05:59:00') }),
      resultOf('b.wav', [], { origin: originAt('2024-05-12T08:00:00') }),
    ]);
    expect(summary()).toEqual([
      ['Bog 2024-05-12 5 Parus_major', 0, 1, 1, 0],
      ['Bog 2024-05-12 5 Strix aluco', 2, 1, 1, 0],
      ['Bog 2024-05-12 8 Parus_major', 0, 1, 1, 0],
      ['Bog 2024-05-12 8 Strix aluco', 0, 1, 1, 0],
    ]);
    expect(rows('summary.csv').map(({ max_score }) => max_score)).toEqual(['', '0.9', '', '']);
  });

  it('splits minutes, those without a signal, and detections at midnight', async () => {
    const result = resultOf('a.wav', ['Strix aluco', 'Strix aluco'], {
      ...{ origin: originAt('2024-05-12T23:59:59'), durationSeconds: 61, secondsWithoutSignal: 13 },
      spansWithoutSignal: [
        [0.25, 10.25],
        [58, 61],
      ],
    });
    await tables([result]);
    expect(summary().filter(([key]) => String(key).endsWith('aluco'))).toEqual([
      ['Bog 2024-05-12 23 Strix aluco', 1, 1, 0.01667, 0.0125],
      ['Bog 2024-05-13 0 Strix aluco', 1, 1, 1, 0.20417],
    ]);
  });

  it('has an hour that does not occur in no row, and one that occurs twice with up to 120 minutes', async () => {
    const forward = {
      ...{ local: '2024-03-31T01:30:00', utc: '2024-03-31T00:30:00Z', utcOffset: '+01:00' },
      ...({ timezone: 'Europe/Berlin', source: 'file name' } as const),
    };
    const back = { ...forward, local: '2024-10-27T02:00:00', utc: '2024-10-27T00:00:00Z', utcOffset: '+02:00' };
    await tables([
      resultOf('a.wav', [], { origin: { start: forward }, durationSeconds: 3600 }),
      resultOf('b.wav', [], { origin: { start: back }, durationSeconds: 3 * 3600 }),
    ]);
    expect(summary().filter(([key]) => String(key).endsWith('aluco'))).toEqual([
      [' 2024-03-31 1 Strix aluco', 0, 1, 30, 0],
      [' 2024-03-31 3 Strix aluco', 0, 1, 30, 0],
      [' 2024-10-27 2 Strix aluco', 0, 1, 120, 0],
      [' 2024-10-27 3 Strix aluco', 0, 1, 60, 0],
    ]);
  });

  it('has recordings without a date in rows without day and hour, by site, last', async () => {
    await tables([
      resultOf('a.wav', ['Strix aluco'], { origin: { site: { value: 'Bog', source: 'folder' } } }),
      resultOf('b.wav', [], { origin: originAt('2024-05-12T08:00:00') }),
      resultOf('c.wav', ['Strix aluco']),
    ]);
    expect(summary().filter(([key]) => String(key).endsWith('aluco'))).toEqual([
      ['Bog 2024-05-12 8 Strix aluco', 0, 1, 1, 0],
      ['Bog   Strix aluco', 1, 1, 1, 0],
      ['   Strix aluco', 1, 1, 1, 0],
    ]);
  });

  it('counts recordings of the same hour together, and unknown ones among the detections', async () => {
    const detection = { startSeconds: 1, endSeconds: 2, species: 'Strix aluco', probability: 0.7, segmentCount: 1 };
    await tables([
      resultOf('a.wav', ['Strix aluco'], { origin: originAt('2024-05-12T08:00:00') }),
      resultOf('b.wav', [], {
        origin: originAt('2024-05-12T08:30:00'),
        detections: [{ ...detection, maxProbability: 0.95, unknown: true }],
      }),
    ]);
    expect(rows('summary.csv')[1]).toMatchObject({
      ...{ detections: '2', detections_unknown: '1', max_score: '0.95', recordings: '2', recorded_minutes: '2' },
    });
  });
});

describe('recordings.csv', () => {
  it('has every file: done, failed and left out', async () => {
    const origin = originAt('2024-05-12T05:30:00', {
      make: { value: 'Open Acoustic Devices', source: 'AudioMoth comment' },
      batteryVolts: { value: 4.2, source: 'AudioMoth comment', bound: 'above' },
      temperatureCelsius: { value: -3.5, source: 'AudioMoth comment' },
    });
    await tables(
      [
        resultOf('a.wav', ['x', 'x', 'y'], { origin, warnings: ['clipped'] }),
        resultOf('b.wav', [], { species: [], secondsWithoutSignal: 60 }),
      ],
      {
        failed: [{ file: 'c.wav', path: '/c.wav', reason: 'empty', origin: originAt('2024-05-12T06:00:00') }],
        leftOut: [{ path: '/locked', reason: 'cannot be listed' }],
      },
    );
    const [a, b, c, d] = rows('recordings.csv');
    expect(a).toMatchObject({
      ...{ status: 'done', reason: '', detections: '3', species_detected: '2', without_signal: 'FALSE' },
      ...{ start_utc: '2024-05-12T03:30:00.000Z', time_source: 'file name', offset_source: 'timezone' },
      ...{ duration_seconds: '60', sample_rate_hz: '48000', warnings: 'clipped', site_source: 'folder' },
      ...{ battery_volts: '4.2', battery_bound: 'above', temperature_celsius: '-3.5', path: '/a.wav' },
    });
    expect(b).toMatchObject({ without_signal: 'TRUE', seconds_without_signal: '60', start_utc: '' });
    expect(c).toMatchObject({ status: 'failed', reason: 'empty', start_local: '2024-05-12T06:00:00.000' });
    expect([c!['detections'], c!['without_signal']]).toEqual(['', '']);
    expect(d).toMatchObject({ file: '/locked', status: 'left out', reason: 'cannot be listed' });
  });
});

describe('detections.parquet', () => {
  const parquet = () => tableFromIPC(readParquet(readFileSync(at('out/detections.parquet'))).intoIPCStream());

  it('has the rows of detections.csv, in several row groups', async () => {
    const species = Array.from({ length: 2_100 }, (_, index) => (index % 3 === 0 ? 'Parus_major' : 'Strix aluco'));
    const results = Array.from({ length: 10 }, (_, index) =>
      resultOf(`${index}.wav`, species, { origin: originAt('2024-05-12T05:30:00'), durationSeconds: 2_100 }),
    );
    await tables(results, { parquet: true });
    const table = parquet();
    const csv = rows('detections.csv');
    expect(table.numRows).toBe(21_000);
    expect(csv).toHaveLength(21_000);
    for (const index of [0, 19_999, 20_000, 20_999]) {
      const row = table.get(index)!.toJSON() as Record<string, unknown>;
      expect(Number(row['start_utc'])).toBe(Date.parse(csv[index]!['start_utc']!));
      expect(Number(row['local_date'])).toBe(Date.parse(`${csv[index]!['local_date']}T00:00Z`));
      for (const name of ['file', 'species', 'score', 'threshold', 'start_seconds', 'local_hour', 'utc_offset']) {
        expect(String(row[name])).toBe(csv[index]![name]);
      }
      expect(row['channel']).toBeNull();
    }
  });

  it('without detections is a table without rows', async () => {
    await tables([resultOf('a.wav', [])], { parquet: true });
    expect(parquet().numRows).toBe(0);
    expect(parquet().schema.fields.map(({ name }) => name)).toEqual(text('detections.csv').trimEnd().split(','));
  });

  it('is written on request, and from then on', async () => {
    await tables([resultOf('a.wav', ['x'])]);
    expect(existsSync(at('out/detections.parquet'))).toBe(false);
    await tables([resultOf('a.wav', ['x'])], { parquet: true });
    await tables([resultOf('a.wav', ['x', 'y'])]);
    expect(parquet().numRows).toBe(2);
  });
});

describe('analysis.json', () => {
  it('says how the results were made, and how many there are', async () => {
    await tables(
      [
        resultOf('a.wav', ['x', 'y'], { origin: originAt('2024-05-12T05:30:00') }),
        resultOf('b.wav', [], { origin: originAt('2024-05-11T05:30:00'), species: [] }),
        resultOf('c.wav', []),
      ],
      { failed: [{ file: 'd.wav', path: '/d.wav', reason: 'empty' }] },
    );
    expect(JSON.parse(text('analysis.json'))).toMatchObject({
      lyrebird: '1.2.3',
      model: { name: 'birds' },
      settings: { threshold: null, channel: 'mean' },
      thresholds: { Parus_major: 0.7, 'Strix aluco': 0.65 },
      recordings: { done: 3, failed: 1, leftOut: 0, withDetections: 1, withoutSignal: 1, withoutDate: 1 },
      ...{ detections: 2, detectionsUnknown: 0, speciesDetected: 2, sites: ['Bog'], recordedSeconds: 180 },
      ...{ firstStart: '2024-05-11T05:30:00+02:00', lastStart: '2024-05-12T05:30:00+02:00' },
    });
  });
});

describe('tables', () => {
  it('of no recordings have headers', async () => {
    await tables([]);
    for (const name of ['detections.csv', 'recordings.csv', 'summary.csv']) {
      expect(text(name).trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('stay as they were, with nothing left behind, if one of them cannot be written', async () => {
    await tables([resultOf('a.wav', ['x'])]);
    const before = text('detections.csv');
    writeFileSync(at('out/keep'), '');
    const names = readdirSync(at('out')).sort();
    const broken = resultsIn(at('out'), [resultOf('b.wav', ['y'])]);
    const write = writeTables(
      {
        ...broken,
        async *recordings() {
          yield* broken.recordings();
          throw new OutputError('the disk is full');
        },
      },
      { version: '1.2.3', parquet: true },
    );
    await expect(write).rejects.toThrow('the disk is full');
    expect(text('detections.csv')).toBe(before);
    expect(readdirSync(at('out')).sort()).toEqual(names);
  });

  it('have the columns that docs/results.md describes, in this order', () => {
    const page = readFileSync('docs/results.md', 'utf8');
    const documented = (name: string): string[] => {
      const section = page.split(/^## /m).find((each) => each.startsWith(`\`${name}\``))!;
      return [...section.matchAll(/^\| `(\w+)` /gm)].map(([, column]) => column!);
    };
    const names = speciesNames();
    const columns = {
      'detections.csv': detectionColumns({ names, thresholds: undefined, version: '' }),
      'summary.csv': summaryColumns(names),
      'recordings.csv': RECORDING_COLUMNS,
    };
    for (const [name, expected] of Object.entries(columns)) {
      expect(documented(name)).toEqual(expected.map((column) => column.name));
    }
  });
});
