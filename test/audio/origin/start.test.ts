import { execFile } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkTimezone, recordedAt, type RecordedAtOptions, type RecordingOrigin } from '#audio/index.js';
import { ConfigError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import type { Chunk } from '../../helpers/wav-writer.js';
import { messageOf } from '../support.js';
import { bext, guano, info, recording, wamd } from './support.js';

const folder = useTemporaryFolder();

async function originOf(
  name: string,
  chunks: readonly Chunk[] = [],
  options: RecordedAtOptions = {},
): Promise<RecordingOrigin> {
  const path = await folder.write(name, recording(chunks));
  const { warnings, ...origin } = await recordedAt(path, options);
  return { ...origin, warnings: warnings.map((warning) => warning.replace(`${path}: `, '')) };
}

const COMMENT = 'by AudioMoth 24F3190361D5E9A3 at medium gain while battery was 4.2V and temperature was 15.6C.';
const [TABLE, GUANO, WAMD, MOTH, NAME, BEXT, INFO] = [
  { datetime: '2024-05-12T01:00:00' },
  guano('Timestamp: 2024-05-12T02:00:00'),
  wamd([0x05, '2024-05-12 03:00:00']),
  info({ ICMT: `Recorded at 04:00:00 12/05/2024 (UTC) ${COMMENT}` }),
  '20240512_050000.wav',
  bext({ date: '2024-05-12', time: '06:00:00' }),
  info({ ICRD: '2024-05-12T07:00:00' }),
];

describe('of sources that disagree', () => {
  it.each([
    ['metadata.csv', 1, NAME, [INFO, BEXT, MOTH, WAMD, GUANO], TABLE],
    ['GUANO', 2, NAME, [INFO, BEXT, MOTH, WAMD, GUANO], {}],
    ['wamd', 3, NAME, [INFO, BEXT, MOTH, WAMD], {}],
    ['AudioMoth comment', 4, NAME, [INFO, BEXT, MOTH], {}],
    ['file name', 5, NAME, [INFO, BEXT], {}],
    ['bext', 6, 'x.wav', [INFO, BEXT], {}],
    ['LIST INFO', 7, 'x.wav', [INFO], {}],
  ])('%s wins over those behind it, each of which is a warning', async (source, hour, name, chunks, metadata) => {
    const { start, warnings } = await originOf(name, chunks, { metadata });
    expect(start).toMatchObject({ local: `2024-05-12T0${hour}:00:00`, source });
    expect(warnings).toHaveLength(7 - hour);
    expect(warnings.every((warning) => warning.includes(`says 2024-05-12T0${hour}:00:00`))).toBe(true);
  });

  it('the warning says what both say', async () => {
    const { warnings } = await originOf('20240512_063000.wav', [guano('Timestamp: 2024-05-12T05:30:00+01:00')]);
    expect(warnings).toEqual([
      'its GUANO says 2024-05-12T05:30:00+01:00, but its name says 2024-05-12T06:30:00; using the former',
    ]);
  });
});

describe('sources agree', () => {
  const stamp = guano('Timestamp: 2024-05-12T05:30:00+01:00');

  it.each([
    ['20240512_053000.WAV', {}],
    ['20240512_053002.WAV', {}], // two seconds later
    ['20240512_043000.WAV', {}], // in UTC
    ['20240512_043000Z.WAV', {}],
    ['664045C7.WAV', {}], // 04:29:59 UTC
    ['20240512_063000.WAV', { timezone: 'Europe/Berlin' }],
  ])('on %s', async (name, options) => expect((await originOf(name, [stamp], options)).warnings).toEqual([]));

  it.each([
    ['20240512_053003.WAV', {}],
    ['20240512_063000.WAV', {}],
    ['20240512_053000Z.WAV', {}],
    ['20240511_053000.WAV', {}],
    ['20240512_073000.WAV', { timezone: 'Europe/Berlin' }],
  ])('not on %s', async (name, options) => expect((await originOf(name, [stamp], options)).warnings).toHaveLength(1));

  it('and one gives the offset that the other lacks', async () => {
    const chunks = [guano('Timestamp: 2024-05-12T05:30:00')];
    expect((await originOf('20240512_053000+0200.wav', chunks)).start).toEqual({
      local: '2024-05-12T05:30:00',
      utcOffset: '+02:00',
      utc: '2024-05-12T03:30:00Z',
      source: 'GUANO',
      offsetSource: 'file name',
    });
    expect((await originOf('20240512_073000+0200.wav', chunks)).start).not.toHaveProperty('utc');
  });
});

describe('a time zone', () => {
  const at = (name: string, timezone: string): Promise<RecordingOrigin> => originOf(name, [], { timezone });

  it.each([
    ['20240512_053000.wav', 'Europe/Berlin', '2024-05-12T03:30:00Z', '+02:00'],
    ['20240112_053000.wav', 'Europe/Berlin', '2024-01-12T04:30:00Z', '+01:00'],
    ['20240512_053000.wav', 'Asia/Kolkata', '2024-05-12T00:00:00Z', '+05:30'],
    ['20240512_053000.wav', '+01:00', '2024-05-12T04:30:00Z', '+01:00'],
    ['20240512_053000.wav', 'UTC', '2024-05-12T05:30:00Z', '+00:00'],
  ])('makes an instant of %s in %s', async (name, timezone, utc, utcOffset) => {
    const { start, warnings } = await at(name, timezone);
    expect(start).toEqual({
      local: expect.stringMatching(/05:30:00$/) as string,
      utcOffset,
      utc,
      timezone,
      source: 'file name',
      offsetSource: 'timezone',
    });
    expect(warnings).toEqual([]);
  });

  it('does not change an instant that is known, only its time of the day', async () => {
    const { start } = await at('20240512_053000Z.wav', 'Europe/Berlin');
    expect(start).toMatchObject({
      local: '2024-05-12T07:30:00',
      utc: '2024-05-12T05:30:00Z',
      utcOffset: '+02:00',
      offsetSource: 'file name',
    });
  });

  it('in which the time occurs twice: the first, and a warning', async () => {
    const { start, warnings } = await at('20241027_023000.wav', 'Europe/Berlin');
    expect(start).toMatchObject({ local: '2024-10-27T02:30:00', utc: '2024-10-27T00:30:00Z', utcOffset: '+02:00' });
    expect(warnings).toEqual([
      '2024-10-27T02:30:00 occurs twice in Europe/Berlin, as clocks change; using 2024-10-27T02:30:00+02:00',
    ]);
    for (const time of ['015959', '030000'])
      expect((await at(`20241027_${time}.wav`, 'Europe/Berlin')).warnings).toEqual([]);
  });

  it('in which the time does not occur: the earlier one, and a warning', async () => {
    const { start, warnings } = await at('20240331_023000.wav', 'Europe/Berlin');
    expect(start).toMatchObject({ local: '2024-03-31T01:30:00', utc: '2024-03-31T00:30:00Z', utcOffset: '+01:00' });
    expect(warnings).toEqual([
      '2024-03-31T02:30:00 does not occur in Europe/Berlin, as clocks change; using 2024-03-31T01:30:00+01:00',
    ]);
    for (const time of ['015959', '030000'])
      expect((await at(`20240331_${time}.wav`, 'Europe/Berlin')).warnings).toEqual([]);
  });

  it.each([
    ['Berlin', '; did you mean Europe/Berlin?'],
    ['Europe/Berln', '; did you mean Europe/Berlin?'],
    ['New York', '; did you mean America/New_York?'],
    ['CEST', ''],
    ['BST', ''],
    ['+2', ''],
    ['', ''],
    ['2024-01-01T00:00[Europe/Berlin]', '; did you mean Europe/Berlin?'],
  ])('%s does not exist', async (timezone, hint) => {
    const expected =
      'unknown time zone: expected an IANA name such as Europe/Berlin, or an offset such as +01:00, ' +
      `got ${JSON.stringify(timezone)}${hint}`;
    expect(() => checkTimezone(timezone)).toThrow(new ConfigError(expected));
    expect(await messageOf(recordedAt('x.wav', { timezone }))).toBe(expected);
  });
});

it('of a clock that was not set is a warning', async () => {
  expect((await originOf('19700101_000012.WAV')).warnings).toEqual([
    'its name says 1970-01-01T00:00:12: was the clock set?',
  ]);
  const latest = 1_735_689_600_000;
  expect((await originOf('20250102_000000.WAV', [], { latest })).warnings).toHaveLength(1);
  expect((await originOf('20241231_000000.WAV', [], { latest })).warnings).toEqual([]);
});

describe('a row of metadata.csv', () => {
  const row = (metadata: Readonly<Record<string, string>>): Promise<RecordingOrigin> =>
    originOf('x.wav', [], { metadata });

  it.each([
    [{ datetime: '2024-05-12T05:30:00+02:00' }, { utc: '2024-05-12T03:30:00Z' }],
    [{ datetime: '2024-05-12 05:30' }, { local: '2024-05-12T05:30:00' }],
    [{ datetime: '2024-05-12 5:30' }, { local: '2024-05-12T05:30:00' }],
    [{ date: '2024-05-12', time: '05:30' }, { local: '2024-05-12T05:30:00' }],
    [{ datetime: '2024-05-12', date: '2024-05-12', time: '05:30' }, { local: '2024-05-12T05:30:00' }],
    [{ date: '2024-05-12', time: '12:05 PM' }, { local: '2024-05-12T12:05:00' }],
    [{ date: '2024-05-12', time: '12.05 a.m.' }, { local: '2024-05-12T00:05:00' }],
    [{ date: '2024-05-12', time: '17:30+02:00' }, { utc: '2024-05-12T15:30:00Z' }],
  ])('%j', async (metadata, start) => {
    expect(await row(metadata)).toMatchObject({ start: { ...start, source: 'metadata.csv' }, warnings: [] });
  });

  it.each(['5:30', '5.30', '0530', '530', '05h30', '5:30 am', '05:30:00'])('a time of %s', async (time) => {
    const { start } = await row({ date: '2024-05-12', time });
    expect(start).toMatchObject({ local: '2024-05-12T05:30:00' });
  });

  it('with a date alone, or an unknown time, gives no start; a wrong date is a warning', async () => {
    for (const time of ['', '?', 'morning']) expect(await row({ date: '2024-05-12', time })).toEqual({ warnings: [] });
    expect((await row({ datetime: '12.05.2024 05:30' })).warnings).toEqual([
      'its row of metadata.csv has a date that is not like 2024-05-12T05:30:00: "12.05.2024 05:30"',
    ]);
    for (const time of ['25:10', '5 Uhr 30', '13:00 pm', '0.25', '0,229166667']) {
      expect((await row({ date: '2024-05-12', time })).warnings).toHaveLength(1);
    }
  });

  it('gives place and site', async () => {
    const source = 'metadata.csv';
    expect(await row({ latitude: '52,52', longitude: '-13.4', site: ' Pond ' })).toEqual({
      coordinates: { value: { latitude: 52.52, longitude: -13.4 }, source },
      site: { value: 'Pond', source },
      warnings: [],
    });
    expect((await row({ lat: '152', lon: '13' })).warnings).toEqual([
      'its row of metadata.csv has coordinates that are none: "152 13"',
    ]);
  });
});

describe('a site', () => {
  const name = 'S4A03895_20190522_003000.wav';
  it.each([
    [{ metadata: { site: 'Pond' }, subfolder: 'garden' }, 'Pond', 'metadata.csv'],
    [{ subfolder: 'garden' }, 'garden', 'folder'],
    [{ subfolder: 'north/garden/20190522' }, 'garden', 'folder'],
    [{ subfolder: 'garden/Data' }, 'garden', 'folder'],
    [{ subfolder: 'garden/2024' }, 'garden', 'folder'],
    [{ subfolder: 'garden/2024-05' }, 'garden', 'folder'],
    [{ subfolder: 'garden/2024/05/12' }, 'garden', 'folder'],
    [{ subfolder: 'garden/20240512_AM' }, 'garden', 'folder'],
    [{ subfolder: 'garden/2024-05-12 dawn' }, 'garden', 'folder'],
    [{ subfolder: 'garden/STEREO/FOLDER01' }, 'garden', 'folder'],
    [{ subfolder: 'plots/402317' }, '402317', 'folder'],
    [{ subfolder: 'plots/4512_33' }, '4512_33', 'folder'],
    [{ subfolder: 'plots/20241399' }, '20241399', 'folder'],
    [{ subfolder: 'garden/240512' }, 'garden', 'folder'],
    [{ subfolder: 'garden/202405' }, 'garden', 'folder'],
    [{ subfolder: 'garden/DCIM' }, 'garden', 'folder'],
    [{ subfolder: 'garden/05' }, '05', 'folder'],
    [{ subfolder: '2024/garden/05' }, '05', 'folder'],
    [{ subfolder: '2024/05/12/garden' }, 'garden', 'folder'],
    [{ subfolder: 'plot 2024' }, 'plot 2024', 'folder'],
    [{ subfolder: 'Data_AC/2019-05-22' }, 'S4A03895', 'file name'],
    [{}, 'S4A03895', 'file name'],
  ])('%j: %s', async (options, value, source) => {
    expect((await originOf(name, [], options)).site).toEqual({ value, source });
  });

  it('of which two sources differ is a warning; so are two places, and two serial numbers', async () => {
    const chunks = [guano('Site: Lake', 'Loc Position: 52.52 13.40', 'Serial: S4A00001')];
    const metadata = { site: 'Pond', latitude: '52.52', longitude: '13.42' };
    expect((await originOf(name, chunks, { metadata })).warnings).toEqual([
      'its GUANO says serial number S4A00001, but its name serial number S4A03895; using the former',
      'its row of metadata.csv says 52.52 13.42, but its GUANO 52.52 13.4; using the former',
      'its row of metadata.csv says site Pond, but its GUANO site Lake; using the former',
    ]);
    const near = { site: 'lake', latitude: '52.521', longitude: '13.401' };
    expect((await originOf('x.wav', chunks, { metadata: near })).warnings).toEqual([]);
  });
});

it('the library does not load the time zone library until it is asked for a date', async () => {
  const loaded = async (code: string): Promise<boolean> => {
    const library = new URL('../../../dist/audio/index.js', import.meta.url).href;
    const script = `const { recordedAt } = await import(${JSON.stringify(library)}); ${code}`;
    const coverage = folder.at(`coverage${code.length}`);
    const env = { ...process.env, NODE_V8_COVERAGE: coverage };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
    const names = await readdir(coverage);
    const reports = await Promise.all(names.map((name) => readFile(join(coverage, name), 'utf8')));
    return reports.some((report) => report.includes('/temporal-polyfill/'));
  };
  expect(await loaded('')).toBe(false);
  expect(await loaded('await recordedAt("20240512_053000.wav")')).toBe(true);
});

it('an open file is read, and stays open', async () => {
  const file = await folder.write('20240512_053000.wav', recording([guano('Model: SM4')]));
  const handle = await open(file);
  try {
    const origin = await recordedAt({ file, handle });
    expect(origin).toEqual(await recordedAt(file));
    expect(origin.model?.value).toBe('SM4');
    expect((await handle.stat()).isFile()).toBe(true);
  } finally {
    await handle.close();
  }
});
