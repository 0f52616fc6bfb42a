import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openJournal } from '#audio/classify/journal.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();

const detection = { startSeconds: 0, endSeconds: 1.5, species: 'wren', probability: 0.8, maxProbability: 0.9 };
const origin = { path: '/night/a.wav', size: 1, mtimeMs: 2, settings: 'abc' };
const result = { file: 'a.wav', durationSeconds: 3, species: [{ species: 'wren', probability: 0.8 }], warnings: [] };

it('a journal of the previous version, which named detections "segments", can be read', async () => {
  const line = { key: 'a.wav', origin, result: { ...result, segments: [detection] } };
  await writeFile(at('journal.ndjson'), `${JSON.stringify(line)}\n`);
  const journal = await openJournal(at('journal.ndjson'));
  expect(await journal.read('a.wav')).toEqual({ ...result, detections: [detection] });
  await journal.close();
});
