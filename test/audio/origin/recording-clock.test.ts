import { describe, expect, it } from 'vitest';
import { recordedAt, recordingClock, type RecordingStart } from '#audio/origin/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { write } = useTemporaryFolder();

const start = (local: string, utcOffset: string, utc: string, timezone?: string): RecordingStart => ({
  ...{ local, utcOffset, utc, source: 'file name' },
  ...(timezone !== undefined && { timezone }),
});

describe('the clock of a recording', () => {
  it('tells each moment to a millisecond', async () => {
    const clock = await recordingClock(start('2024-05-12T05:30:00.25', '+02:00', '2024-05-12T03:30:00.25Z'));
    expect(clock.at(0)).toMatchObject({ local: '2024-05-12T05:30:00.250', utc: '2024-05-12T03:30:00.250Z' });
    expect(clock.at(3599.9996)).toMatchObject({ local: '2024-05-12T06:30:00.250', utcOffset: '+02:00' });
    expect(clock.at(86_400.0014)).toEqual({
      ...{ local: '2024-05-13T05:30:00.251', utcOffset: '+02:00', utc: '2024-05-13T03:30:00.251Z' },
      localMilliseconds: Date.UTC(2024, 4, 13, 5, 30, 0, 251),
      utcMilliseconds: Date.UTC(2024, 4, 13, 3, 30, 0, 251),
    });
  });

  it('is set forward at the moment of the change, in the middle of a recording', async () => {
    const clock = await recordingClock(start('2024-03-31T01:30:00', '+01:00', '2024-03-31T00:30:00Z', 'Europe/Berlin'));
    expect(clock.at(1799.9)).toMatchObject({ local: '2024-03-31T01:59:59.900', utcOffset: '+01:00' });
    expect(clock.at(1800)).toMatchObject({ local: '2024-03-31T03:00:00.000', utcOffset: '+02:00' });
    expect(clock.hours(0, 5400)).toEqual([
      { date: '2024-03-31', hour: 1, startSeconds: 0, endSeconds: 1800 },
      { date: '2024-03-31', hour: 3, startSeconds: 1800, endSeconds: 5400 },
    ]);
  });

  it('is set back: an hour occurs twice', async () => {
    const clock = await recordingClock(start('2024-10-27T02:30:00', '+02:00', '2024-10-27T00:30:00Z', 'Europe/Berlin'));
    expect(clock.at(1799)).toMatchObject({ local: '2024-10-27T02:59:59.000', utcOffset: '+02:00' });
    expect(clock.at(1800)).toMatchObject({ local: '2024-10-27T02:00:00.000', utcOffset: '+01:00' });
    expect(clock.hours(0, 7200)).toEqual([
      { date: '2024-10-27', hour: 2, startSeconds: 0, endSeconds: 1800 },
      { date: '2024-10-27', hour: 2, startSeconds: 1800, endSeconds: 5400 },
      { date: '2024-10-27', hour: 3, startSeconds: 5400, endSeconds: 7200 },
    ]);
  });

  it('of a recorder that keeps its offset is not changed', async () => {
    const clock = await recordingClock(start('2024-03-31T01:30:00', '+01:00', '2024-03-31T00:30:00Z'));
    expect(clock.at(3600)).toMatchObject({ local: '2024-03-31T02:30:00.000', utcOffset: '+01:00' });
  });

  it('goes over several changes, and changes of half an hour', async () => {
    const year = await recordingClock(start('2024-01-01T00:00:00', '+01:00', '2023-12-31T23:00:00Z', 'Europe/Berlin'));
    expect(year.at(366 * 86_400)).toMatchObject({ local: '2025-01-01T00:00:00.000', utcOffset: '+01:00' });
    expect(year.at(150 * 86_400)).toMatchObject({ utcOffset: '+02:00' });
    expect(year.at(0)).toMatchObject({ utcOffset: '+01:00' });
    const island = await recordingClock(
      start('2024-04-07T01:45:00', '+11:00', '2024-04-06T14:45:00Z', 'Australia/Lord_Howe'),
    );
    // At 02:00, clocks are set back to 01:30.
    expect(island.hours(0, 3600)).toEqual([
      { date: '2024-04-07', hour: 1, startSeconds: 0, endSeconds: 900 },
      { date: '2024-04-07', hour: 1, startSeconds: 900, endSeconds: 2700 },
      { date: '2024-04-07', hour: 2, startSeconds: 2700, endSeconds: 3600 },
    ]);
  });

  it('splits at midnight, and at full hours of zones with other minutes', async () => {
    const clock = await recordingClock(start('2024-12-31T23:59:30', '+05:45', '2024-12-31T18:14:30Z'));
    expect(clock.hours(0, 60)).toEqual([
      { date: '2024-12-31', hour: 23, startSeconds: 0, endSeconds: 30 },
      { date: '2025-01-01', hour: 0, startSeconds: 30, endSeconds: 60 },
    ]);
    expect(clock.hours(40, 40)).toEqual([]);
  });

  it('knows local time only, where the offset is not known', async () => {
    const clock = await recordingClock({ local: '2024-05-12T23:59:59', source: 'file name' });
    expect(clock.at(1.5)).toEqual({
      local: '2024-05-13T00:00:00.500',
      localMilliseconds: Date.UTC(2024, 4, 13, 0, 0, 0, 500),
    });
    expect(clock.hours(0, 2).map(({ date }) => date)).toEqual(['2024-05-12', '2024-05-13']);
  });

  it('goes on from the start that recordedAt finds', async () => {
    const file = await write('20241027_023000.wav', 'no audio');
    const { start: found } = await recordedAt(file, { timezone: 'Europe/Berlin' });
    const clock = await recordingClock(found!);
    expect(clock.at(0)).toMatchObject({ utc: '2024-10-27T00:30:00.000Z', utcOffset: '+02:00' });
    expect(clock.at(3600)).toMatchObject({ local: '2024-10-27T02:30:00.000', utcOffset: '+01:00' });
  });
});
