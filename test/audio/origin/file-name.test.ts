import { describe, expect, it } from 'vitest';
import { formatClockTime } from '#audio/origin/clock-time.js';
import { readFileName } from '#audio/origin/file-name.js';

/** 1 January 2025. */
const LATEST = 1_735_689_600_000;

const read = (name: string): string | undefined => {
  const { time } = readFileName(name, LATEST);
  return time && formatClockTime(time);
};

describe('names of recorders', () => {
  it.each([
    // AudioMoth
    ['20240512_053000.WAV', '2024-05-12T05:30:00', undefined],
    ['20240512_053000T.WAV', '2024-05-12T05:30:00', undefined],
    ['20240512_053000Z.WAV', '2024-05-12T05:30:00+00:00', undefined],
    ['20240512T053000.WAV', '2024-05-12T05:30:00', undefined],
    ['20240512T053000Z.wav', '2024-05-12T05:30:00+00:00', undefined],
    ['5E90A4B4.WAV', '2020-04-10T16:54:12+00:00', undefined],
    ['SITE-3_5E90A4B4.WAV', '2020-04-10T16:54:12+00:00', 'SITE-3'],
    ['58123456.WAV', '2016-10-27T17:07:34+00:00', undefined],
    ['24F3190361D5E9A3_20240512_053000.WAV', '2024-05-12T05:30:00', '24F3190361D5E9A3'],
    ['card/20240512/053000.WAV', '2024-05-12T05:30:00', undefined],
    ['card/20240512/053000T.WAV', '2024-05-12T05:30:00', undefined],
    // Song Meter, Kaleidoscope
    ['S4A03895_20190522_003000.wav', '2019-05-22T00:30:00', 'S4A03895'],
    ['ARIZONA-1_20161023$195550.wav', '2016-10-23T19:55:50', 'ARIZONA-1'],
    ['SM301297_0+1_20170912_220000.wav', '2017-09-12T22:00:00', 'SM301297'],
    ['S4A03895_20190522+003000.wav', '2019-05-22T00:30:00', 'S4A03895'],
    ['S4A03895_20190522-003000.wav', '2019-05-22T00:30:00', 'S4A03895'],
    ['S4A03895_20190522_003000_000.wav', '2019-05-22T00:30:00', 'S4A03895'],
    ['SMA01234_20220601_044500.wav', '2022-06-01T04:45:00', 'SMA01234'],
    ['WALDEN_20240601_140505.wav', '2024-06-01T14:05:05', 'WALDEN'],
    ['Mic-7_20240601_140505_123456.wav', '2024-06-01T14:05:05', 'Mic-7'],
    // Swift
    ['Ithaca_20210801_060000.wav', '2021-08-01T06:00:00', 'Ithaca'],
    ['Ithaca_20210801_060000-0400.wav', '2021-08-01T06:00:00-04:00', 'Ithaca'],
    ['SwiftOne_20220719_000000_-0400.wav', '2022-07-19T00:00:00-04:00', 'SwiftOne'],
    // BAR, BAR-LT
    ['20191026T060000+1000_REC.flac', '2019-10-26T06:00:00+10:00', undefined],
    ['20181101_060000_REC [-27.3866 152.8761].flac', '2018-11-01T06:00:00', undefined],
    ['20210617T080000+0000_Rec2_-18.2656+144.5564.flac', '2021-06-17T08:00:00+00:00', undefined],
    ['S20240815T091156.982648+1000_E20240815T091251.967555+1000.wav', '2024-08-15T09:11:56.982648+10:00', undefined],
    // ISO 8601 and its relatives
    ['2024-05-12T05-30-00.wav', '2024-05-12T05:30:00', undefined],
    ['garden 2024-05-12 05.30.00.m4a', '2024-05-12T05:30:00', 'garden'],
    ['2024_05_12_05_30_00.wav', '2024-05-12T05:30:00', undefined],
    ['2024-05-12T05:30:00+05:30.wav', '2024-05-12T05:30:00+05:30', undefined],
    ['2024-05-12T05:30Z.wav', '2024-05-12T05:30:00+00:00', undefined],
    ['20240512T0530.wav', '2024-05-12T05:30:00', undefined],
    ['20200520-21-30-00-UTC.wav', undefined, undefined],
    ['2020-05-20-21-30-00-UTC.wav', '2020-05-20T21:30:00+00:00', undefined],
    ['Queens_20230502_010000_Z.WAV', '2023-05-02T01:00:00+00:00', 'Queens'],
    ['20240512053000.wav', '2024-05-12T05:30:00', undefined],
    ['20260111 135431-096B2196.m4a', '2026-01-11T13:54:31', undefined],
    ['20240229_235959.wav', '2024-02-29T23:59:59', undefined],
  ])('%s: %s, prefix %s', (name, time, prefix) => {
    expect(read(name)).toBe(time);
    expect(readFileName(name, LATEST).prefix).toBe(prefix);
  });

  it.each([
    'XC123456.mp3',
    'XC123456 - Turdus merula - song.mp3',
    'ML20240512.wav',
    '20240512.wav',
    '20241312_053000.wav', // month 13
    '20240230_053000.wav', // 30 February
    '20230229_053000.wav', // no leap year
    '20240512_243000.wav', // hour 24
    '20240512_056000.wav', // minute 60
    '120240512_053000.wav', // too many digits
    '20240512_0530001.wav',
    '17890512_053000.wav',
    '20990512053000.wav', // fourteen digits, in the future
    '4B3D3AFF.WAV', // 31 December 2009
    '6774858F.WAV', // after the latest
    'DEADBEEF.wav',
    '5e90a4b4.wav', // no capitals: part of a hash
    '58123456.wav', // a number
    '58123456.mp3',
    'SITE_58123456.WAV',
    '5E90A4B4F.WAV',
    '99990512/053000.WAV/x.wav',
    'card/20241312/053000.WAV',
    'ZOOM0001.WAV',
    '2024.wav',
    '.wav',
    '',
  ])('%s has no date', (name) => expect(read(name)).toBeUndefined());

  it('4B3D3B00.WAV, the first second of 2010, is a date, and so is the latest instant', () => {
    expect(read('4B3D3B00.WAV')).toBe('2010-01-01T00:00:00+00:00');
    expect(read('67748580.WAV')).toBe('2025-01-01T00:00:00+00:00');
    expect(read('67748581.WAV')).toBeUndefined();
  });

  it('numbers behind a time that no offset has are none', () => {
    for (const rest of ['-0015', '-0030', '-9900', '-0410', '-0000', '-04000', '-12.34+56.78']) {
      expect(read(`A_20210801_060000${rest}.wav`)).toBe('2021-08-01T06:00:00');
    }
  });

  it('gives the place of a BAR-LT', () => {
    expect(readFileName('20181101_060000_REC [-27.3866 152.8761].flac', LATEST).coordinates).toEqual({
      latitude: -27.3866,
      longitude: 152.8761,
    });
    expect(readFileName('20210617T080000+0000_Rec2_18.2656-144.5564.flac', LATEST).coordinates).toEqual({
      latitude: 18.2656,
      longitude: -144.5564,
    });
    expect(readFileName('20210617T080000+0000_Rec2_-98.2656+144.5564.flac', LATEST)).not.toHaveProperty('coordinates');
  });

  it('takes only serial numbers for serial numbers', () => {
    expect(readFileName('S4A03895_20190522_003000.wav', LATEST).serial).toBe('S4A03895');
    expect(readFileName('24F3190361D5E9A3_20190522_003000.wav', LATEST).serial).toBe('24F3190361D5E9A3');
    expect(readFileName('WALDEN_20190522_003000.wav', LATEST).serial).toBeUndefined();
  });

  it('takes no time over long names', () => {
    const start = performance.now();
    for (const part of ['2024', '20240512_', '2024-05-12T', '20240512_053000-', '_-18.2656', '12', '+10']) {
      readFileName(`${part.repeat(20_000)}.wav`, LATEST);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
