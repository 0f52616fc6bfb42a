import { describe, expect, it } from 'vitest';
import { recordedAt, type RecordingOrigin } from '#audio/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import type { Chunk, WavOptions } from '../../helpers/wav-writer.js';
import { bext, guano, info, recording, wamd } from './support.js';

const folder = useTemporaryFolder();

/** Says when and where a recording with these chunks was made; its warnings are without its path. */
async function originOf(chunks: readonly Chunk[], options: WavOptions = {}, name = 'x.wav'): Promise<RecordingOrigin> {
  const path = await folder.write(name, recording(chunks, options));
  const { warnings, ...origin } = await recordedAt(path);
  return { ...origin, warnings: warnings.map((warning) => warning.replace(`${path}: `, '')) };
}

describe('GUANO', () => {
  const AUDIOMOTH = [
    'Make:Open Acoustic Devices',
    'Model:AudioMoth',
    'Serial:24F3190361D5E9A3',
    'Firmware Version:AudioMoth-Firmware-Basic (1.11.0)',
    'Timestamp:2024-05-12T05:30:00+01:00',
    'Loc Position:51.757012 -1.256123',
    'OAD|Loc Source:Acoustic chime',
    'Original Filename:20240512_053000.WAV',
    'OAD|Recording Settings:48000 GAIN 2',
    'OAD|Battery Voltage:4.2',
    'Temperature Int:15.6',
  ];

  it('gives start, place, recorder, battery and temperature', async () => {
    const source = 'GUANO';
    expect(await originOf([guano(...AUDIOMOTH)])).toEqual({
      start: {
        local: '2024-05-12T05:30:00',
        utcOffset: '+01:00',
        utc: '2024-05-12T04:30:00Z',
        source,
        offsetSource: source,
      },
      coordinates: { value: { latitude: 51.757012, longitude: -1.256123 }, source },
      site: { value: '24F3190361D5E9A3', source },
      make: { value: 'Open Acoustic Devices', source },
      model: { value: 'AudioMoth', source },
      serial: { value: '24F3190361D5E9A3', source },
      batteryVolts: { value: 4.2, source },
      temperatureCelsius: { value: 15.6, source },
      warnings: [],
    });
  });

  it('is read before and behind the samples, in RF64, and with carriage returns and spaces', async () => {
    const chunk = guano(' Timestamp : 2024-05-12T05:30:00Z\r', 'Model:\tSM4  ');
    const expected = { start: { utc: '2024-05-12T05:30:00Z' }, model: { value: 'SM4' }, warnings: [] };
    expect(await originOf([chunk])).toMatchObject(expected);
    expect(await originOf([], { before: [chunk] })).toMatchObject(expected);
    expect(await originOf([chunk], { container: 'RF64' })).toMatchObject(expected);
    const odd = { id: 'note', bytes: new Uint8Array(5) };
    expect(await originOf([odd, chunk])).toMatchObject(expected);
    expect(await originOf([odd, chunk], { unpadded: true })).toMatchObject({ warnings: [] });
  });

  it.each([
    ['2024-05-12T05:30:00', { local: '2024-05-12T05:30:00', source: 'GUANO' }],
    ['2024-05-12T05:30:00.123456Z', { local: '2024-05-12T05:30:00.123456', utc: '2024-05-12T05:30:00.123456Z' }],
    ['2024-05-12 05:30:00-03:30', { utc: '2024-05-12T09:00:00Z', utcOffset: '-03:30' }],
  ])('Timestamp %s', async (text, start) => {
    const origin = await originOf([guano(`Timestamp: ${text}`)]);
    expect(origin).toMatchObject({ start, warnings: [] });
    if (!('utc' in start)) expect(origin.start).not.toHaveProperty('utc');
  });

  it('prefers the temperature outside, and states the limits of AudioMoth as bounds', async () => {
    const lines = (volts: string): Chunk =>
      guano(`OAD|Battery Voltage:${volts}`, 'Temperature Int: 20.5', 'Temperature Ext: -3');
    expect(await originOf([lines('2.4')])).toMatchObject({
      batteryVolts: { value: 2.5, bound: 'below' },
      temperatureCelsius: { value: -3 },
    });
    expect(await originOf([lines('5.0')])).toMatchObject({ batteryVolts: { value: 4.9, bound: 'above' } });
  });

  it('names the site as programs do, else as the recorder was called', async () => {
    for (const key of ['User|Site', 'NABat|Site Name', 'Station']) {
      const origin = await originOf([guano('WA|Song Meter|Prefix: WALDEN', `${key}: Pond`)]);
      expect(origin.site).toEqual({ value: 'Pond', source: 'GUANO' });
    }
    const { site } = await originOf([guano('WA|Song Meter|Prefix: WALDEN', 'Serial: S4A03895')]);
    expect(site).toEqual({ value: 'WALDEN', source: 'GUANO' });
  });

  it('that is wrong is a warning, and the rest counts', async () => {
    expect(await originOf([guano('Timestamp: 2024-13-12T05:30:00', 'Loc Position: 97 3', 'Model: SM4')])).toEqual({
      model: { value: 'SM4', source: 'GUANO' },
      warnings: [
        'its GUANO has a Timestamp that is none: "2024-13-12T05:30:00"',
        'its GUANO has a Loc Position that is none: "97 3"',
      ],
    });
    expect(await originOf([guano('Loc Position: 0.0 0.0', 'no colon', ':', '::')])).toEqual({ warnings: [] });
  });
});

describe('wamd', () => {
  const SONG_METER = [
    [0x00, Uint8Array.of(1, 0)],
    [0x01, 'SM4'],
    [0x02, 'S4A03895'],
    [0x03, '2.2.1'],
    [0x04, 'WALDEN'],
    [0x05, '2019-05-22 00:30:00-05:00'],
    [0x06, 'WGS84,42.43068,N,71.45617,W,60'],
    [0x11, new Uint8Array(3000)],
    [0xffff, Uint8Array.of(0)],
    [0x15, '12.3C'],
  ] as const;

  it('gives start, place, recorder and temperature', async () => {
    const source = 'wamd';
    expect(await originOf([wamd(...SONG_METER)])).toEqual({
      start: {
        local: '2019-05-22T00:30:00',
        utcOffset: '-05:00',
        utc: '2019-05-22T05:30:00Z',
        source,
        offsetSource: source,
      },
      coordinates: { value: { latitude: 42.43068, longitude: -71.45617 }, source },
      site: { value: 'WALDEN', source },
      make: { value: 'Wildlife Acoustics', source },
      model: { value: 'SM4', source },
      serial: { value: 'S4A03895', source },
      temperatureCelsius: { value: 12.3, source },
      warnings: [],
    });
  });

  it.each([
    ['WGS84,33.5,S,151.25,E', -33.5, 151.25],
    ['WGS84,-33.5,151.25', -33.5, 151.25],
    ['WGS84, 33.5 , S , 151.25 , W', -33.5, -151.25],
  ])('position %s', async (text, latitude, longitude) => {
    expect((await originOf([wamd([0x06, text])])).coordinates?.value).toEqual({ latitude, longitude });
    expect((await originOf([wamd([0x14, text])])).coordinates?.value).toEqual({ latitude, longitude });
  });

  it('without a place has none, and a wrong one is a warning', async () => {
    expect(await originOf([wamd([0x06, 'WGS84,0.0,N,0.0,E'])])).toEqual({ warnings: [] });
    expect(await originOf([wamd([0x06, 'WGS84,33.5,N,151.25'])])).toEqual({
      warnings: ['its wamd chunk has a position that is none: "WGS84,33.5,N,151.25"'],
    });
  });

  it('with an entry longer than the chunk is used up to there', async () => {
    const chunk = wamd([0x01, 'SM4'], [0x02, 'S4A03895']);
    const bytes = Buffer.from(chunk.bytes);
    bytes.writeUInt32LE(0xffffffff, 6 + 3 + 2);
    const origin = await originOf([{ id: 'wamd', bytes }]);
    expect(origin.model?.value).toBe('SM4');
    expect(origin.serial).toBeUndefined();
    expect(origin.warnings).toEqual(['its wamd chunk has an entry that is longer than the chunk: 4294967295 bytes']);
  });

  it('is read up to 64 KiB: an entry behind a large one is not', async () => {
    const origin = await originOf([wamd([0x01, 'SM4'], [0x0d, new Uint8Array(70_000)], [0x15, '12.3C'])]);
    expect(origin).toMatchObject({ model: { value: 'SM4' }, warnings: [] });
    expect(origin.temperatureCelsius).toBeUndefined();
  });
});

describe("AudioMoth's comment", () => {
  const ID = '24F3190361D5E9A3';
  const after = 'at medium gain while battery was 4.2V and temperature was 15.6C.';
  const old = 'at gain setting 2 while battery state was';
  const state = 'at medium gain setting while battery state was';

  it.each([
    [`(UTC+1) by AudioMoth ${ID} ${after}`, '2024-05-12T04:30:00Z', 4.2, undefined, 15.6],
    [`(UTC) by AudioMoth ${ID} ${after}`, '2024-05-12T05:30:00Z', 4.2, undefined, 15.6],
    [`(UTC-3:30) by AudioMoth ${ID} ${after}`, '2024-05-12T09:00:00Z', 4.2, undefined, 15.6],
    [`(UTC-0:30) by AudioMoth ${ID} ${after}`, '2024-05-12T06:00:00Z', 4.2, undefined, 15.6],
    [`(UTC+12) by AudioMoth ${ID} ${after}`, '2024-05-11T17:30:00Z', 4.2, undefined, 15.6],
    [`(UTC) by AudioMoth ${ID} ${old} 3.9V`, '2024-05-12T05:30:00Z', 3.9, undefined, undefined],
    [
      `(UTC-6) by AudioMoth ${ID} ${old} less than 3.6V. Recording cancelled before completion due to low battery ` +
        'voltage.',
      '2024-05-12T11:30:00Z',
      3.6,
      'below',
      undefined,
    ],
    [
      `(UTC) by AudioMoth ${ID} ${state} greater than 4.9V and temperature was -2.6C. Amplitude threshold was 160.`,
      '2024-05-12T05:30:00Z',
      4.9,
      'above',
      -2.6,
    ],
    [
      `(UTC) by AudioMoth ${ID} using external microphone ${after} Band-pass filter applied with cut-off ` +
        'frequencies of 1.0kHz and 20.0kHz.',
      '2024-05-12T05:30:00Z',
      4.2,
      undefined,
      15.6,
    ],
  ])('%s', async (rest, utc, volts, bound, celsius) => {
    const origin = await originOf([info({ ICMT: `Recorded at 05:30:00 12/05/2024 ${rest}`, IART: `AudioMoth ${ID}` })]);
    expect(origin).toMatchObject({
      start: { utc, source: 'AudioMoth comment' },
      serial: { value: ID, source: 'AudioMoth comment' },
      make: { value: 'Open Acoustic Devices' },
      batteryVolts: { value: volts, source: 'AudioMoth comment', ...(bound && { bound }) },
      warnings: [],
    });
    expect(origin.batteryVolts?.bound).toBe(bound);
    expect(origin.temperatureCelsius?.value).toBe(celsius);
  });

  it('names a deployment in place of the recorder, whose serial number the artist gives', async () => {
    const ICMT = `Recorded at 10:06:19 06/12/2020 (UTC) during deployment EEC909D42565A5F0 ${state} 4.2V.`;
    expect(await originOf([info({ IART: `AudioMoth ${ID}`, ICMT })])).toMatchObject({
      start: { utc: '2020-12-06T10:06:19Z' },
      deployment: { value: 'EEC909D42565A5F0', source: 'AudioMoth comment' },
      serial: { value: ID, source: 'LIST INFO' },
      warnings: [],
    });
  });

  it('that is cut or impossible is a warning; other comments are none', async () => {
    const says = async (ICMT: string): Promise<readonly string[]> => (await originOf([info({ ICMT })])).warnings;
    expect(await says(`Recorded at 05:30:00 30/02/2024 (UTC) by AudioMoth ${ID} ${after}`)).toEqual([
      `its AudioMoth comment has no readable date: "Recorded at 05:30:00 30/02/2024 (UTC) by AudioMoth 24F319036…"`,
    ]);
    expect(await originOf([info({ ICMT: 'Recorded at dawn in my garden' })])).toEqual({ warnings: [] });
    expect(await originOf([info({ ICMT: 'http://xeno-canto.org', IART: 'A. Person' })])).toEqual({ warnings: [] });
  });
});

describe('bext', () => {
  it('gives the local start and the device', async () => {
    expect(await originOf([bext({ originator: 'ZOOM H6', date: '2024-05-12', time: '05:30:00' })])).toEqual({
      start: { local: '2024-05-12T05:30:00', source: 'bext' },
      model: { value: 'ZOOM H6', source: 'bext' },
      warnings: [],
    });
  });

  it('takes fractions of a second from TimeReference if it agrees with the time, else ignores it', async () => {
    const at = async (timeReference: bigint): Promise<string | undefined> =>
      (await originOf([bext({ date: '2024:05:12', time: '05-30-00', timeReference })])).start?.local;
    expect(await at(BigInt(8000 * 19_800 + 2000))).toBe('2024-05-12T05:30:00.25');
    expect(await at(0n)).toBe('2024-05-12T05:30:00');
    expect(await at(2n ** 64n - 1n)).toBe('2024-05-12T05:30:00');
  });

  it('of an editor names no device, zeros are no date, and a wrong date is a warning', async () => {
    expect(await originOf([bext({ originator: 'Lavf58.29', date: '0000-00-00', time: '00:00:00' })])).toEqual({
      warnings: [],
    });
    expect((await originOf([bext({ date: '2024-02-30', time: '05:30:00' })])).warnings).toEqual([
      'its bext chunk has an origination date that is none: "2024-02-30 05:30:00"',
    ]);
  });

  it('may hold the sentence of an AudioMoth', async () => {
    const description = 'Recorded at 05:30:00 12/05/2024 (UTC) by AudioMoth 24F3190361D5E9A3 at medium gain.';
    const origin = await originOf([bext({ description, date: '', time: '' })]);
    expect(origin.start).toMatchObject({ utc: '2024-05-12T05:30:00Z', source: 'AudioMoth comment' });
  });
});

it('takes no origin from a file without one, of another format, or that is not there', async () => {
  expect(await originOf([])).toEqual({ warnings: [] });
  const flac = await folder.write('20240512_053000.flac', 'fLaC');
  expect(await recordedAt(flac)).toEqual({
    start: { local: '2024-05-12T05:30:00', source: 'file name' },
    warnings: [],
  });
  const missing = folder.at('20240512_053001.wav');
  expect(await recordedAt(missing)).toEqual({
    start: { local: '2024-05-12T05:30:01', source: 'file name' },
    warnings: [`${missing}: cannot be read: no such file or folder`],
  });
});
