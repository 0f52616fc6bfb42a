import { open, writeFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { openJournal } from '#audio/results/journal.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();

const detection = {
  startSeconds: 0,
  endSeconds: 1.5,
  species: 'wren',
  probability: 0.8,
  maxProbability: 0.9,
  segmentCount: 3,
};
const model = { name: 'birds', fingerprint: '0123456789abcdef'.repeat(4) };
const origin = { path: '/night/a.wav', size: 1, mtimeMs: 2, settings: 'abc' };
const result = {
  file: 'a.wav',
  durationSeconds: 3,
  secondsWithoutSignal: 0,
  species: [{ species: 'wren', probability: 0.8, maxProbability: 0.8, seconds: 0.5, detections: 1 }],
  warnings: [],
};

it('a result of an earlier version, which is another form, is not read', async () => {
  const { secondsWithoutSignal: _, ...earlier } = { ...result, detections: [detection], model };
  await writeFile(at('journal.ndjson'), `${JSON.stringify({ key: 'a.wav', origin, result: earlier })}\n`);
  const journal = await openJournal(at('journal.ndjson'));
  expect(journal.origin('a.wav')).toEqual(origin);
  expect(await journal.read('a.wav')).toBeUndefined();
  await journal.close();
});

it.each([
  ['a time zone that this machine does not know', { timezone: 'Europe/Atlantis' }, {}],
  ['month 13', { local: '2024-13-12T05:30:00' }, undefined],
  ['30 February', { local: '2024-02-30T05:30:00' }, undefined],
  ['an offset of 99 hours', { utcOffset: '+99:00' }, undefined],
])('a start with %s breaks no table', async (_, change, expected) => {
  const start = { local: '2024-05-12T05:30:00', utcOffset: '+02:00', utc: '2024-05-12T03:30:00Z', source: 'file name' };
  const dated = { ...result, detections: [detection], model, origin: { start: { ...start, ...change } } };
  await writeFile(at('dated.ndjson'), `${JSON.stringify({ key: 'a.wav', origin, result: dated })}\n`);
  const journal = await openJournal(at('dated.ndjson'));
  const read = await journal.read('a.wav');
  expect(read?.origin?.start).toEqual(expected && { ...start, ...expected });
  await journal.close();
});

it('a line is on disk before the call that adds it returns: after a power cut, no result lacks its line', async () => {
  const file = await open(at('any'), 'w');
  const calls: string[] = [];
  const prototype = Object.getPrototypeOf(file) as typeof file;
  const { appendFile, datasync } = prototype;
  vi.spyOn(prototype, 'appendFile').mockImplementation(async function (this: typeof file, ...args) {
    await appendFile.apply(this, args);
    calls.push('appended');
  });
  vi.spyOn(prototype, 'datasync').mockImplementation(async function (this: typeof file) {
    await datasync.call(this);
    calls.push('synced');
  });
  await file.close();
  const journal = await openJournal(at('synced.ndjson'));
  await journal.add('a.wav', origin, { ...result, detections: [detection], model });
  await journal.withdraw('a.wav');
  await journal.close();
  vi.restoreAllMocks();
  expect(calls).toEqual(['appended', 'synced', 'appended', 'synced']);
});
