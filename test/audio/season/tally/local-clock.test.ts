import { describe, expect, it } from 'vitest';
import { dayOfHour, hourOfDay, localClock, localTimeAt } from '#audio/season/tally/index.js';
import { forEachHour } from '#audio/season/tally/local-clock.js';
import { compactDate, compactTime } from '#audio/season/dates.js';
import type { RecordingStart } from '#audio/origin/index.js';

const berlin = (local: string, utcOffset: string, utc: string): RecordingStart => ({
  ...{ local, utcOffset, utc, timezone: 'Europe/Berlin' },
  source: 'file name',
  offsetSource: 'timezone',
});

/** Seconds in each hour, as `20240512 23: 600`. */
function hoursOf(start: RecordingStart, durationSeconds: number): string[] {
  const hours: string[] = [];
  forEachHour(localClock(start, durationSeconds), durationSeconds, (hour, seconds) => {
    hours.push(`${compactDate(dayOfHour(hour) * 86_400)} ${hourOfDay(hour)}: ${seconds}`);
  });
  return hours;
}

function timeAt(start: RecordingStart, seconds: number): string {
  const local = localTimeAt(localClock(start, 4 * 3600), seconds);
  return `${compactDate(local)} ${compactTime(local)}`;
}

describe('the local time during a recording', () => {
  it('goes on past midnight, on the day after', () => {
    const start: RecordingStart = { local: '2024-02-29T23:50:00', source: 'file name' };
    expect(hoursOf(start, 3600)).toEqual(['20240229 23: 600', '20240301 0: 3000']);
    expect(timeAt(start, 601)).toBe('20240301 000001');
  });

  it('is that of the recorder if its time zone is not known, even where clocks change elsewhere', () => {
    const start: RecordingStart = {
      ...{ local: '2024-03-31T01:30:00', utcOffset: '+01:00', utc: '2024-03-31T00:30:00Z' },
      ...{ source: 'file name', offsetSource: 'file name' },
    };
    expect(hoursOf(start, 7200)).toEqual(['20240331 1: 1800', '20240331 2: 3600', '20240331 3: 1800']);
  });

  it('leaves out the hour that does not occur when clocks are set forward', () => {
    const start = berlin('2024-03-31T01:30:00', '+01:00', '2024-03-31T00:30:00Z');
    expect(hoursOf(start, 7200)).toEqual(['20240331 1: 1800', '20240331 3: 3600', '20240331 4: 1800']);
    expect(timeAt(start, 1799)).toBe('20240331 015959');
    expect(timeAt(start, 1800)).toBe('20240331 030000');
  });

  it('has an hour twice when clocks are set back', () => {
    const start = berlin('2024-10-27T01:30:00', '+02:00', '2024-10-26T23:30:00Z');
    expect(hoursOf(start, 4 * 3600)).toEqual([
      ...['20241027 1: 1800', '20241027 2: 3600', '20241027 2: 3600', '20241027 3: 3600', '20241027 4: 1800'],
    ]);
    expect(timeAt(start, 5399)).toBe('20241027 025959');
    expect(timeAt(start, 5400)).toBe('20241027 020000');
    expect(timeAt(start, 9000)).toBe('20241027 030000');
  });

  it('has days before 1970, too', () => {
    expect(hoursOf({ local: '1969-12-31T23:59:00', source: 'file name' }, 120)).toEqual([
      '19691231 23: 60',
      '19700101 0: 60',
    ]);
  });
});
