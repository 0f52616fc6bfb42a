import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jobName, readJob, readProgress, readReply } from '#audio/classify/queue/job.js';
import { locate } from '#audio/classify/queue/locate.js';
import type { RecordingResult } from '#audio/results/index.js';
import { lyrebirdVersion } from '#src/package.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();
/** SHA-256 of `RIFF`. */
const SAMPLE = createHash('sha256').update('RIFF').digest('hex');
const FINGERPRINT = 'a'.repeat(64);
const GOOD = {
  version: lyrebirdVersion(),
  ...{ file: 'season/dawn.wav', path: '/home/me/season/dawn.wav', key: 'dawn.wav', size: 4, sample: SAMPLE },
  model: { name: 'birds', fingerprint: FINGERPRINT },
  settings: { precision: 0.7, thresholds: { 'Parus major': 0.8 }, channel: 'each' },
};

describe('the data of a job', () => {
  it('is that of a recording', () => expect(readJob(GOOD)).toEqual(GOOD));

  it.each([
    [null, 'not a recording'],
    ['dawn.wav', 'not a recording'],
    [{ ...GOOD, version: '9\u001b[2J' }, 'classify uses Lyrebird 9\\u001b[2J, the worker'],
    [{ ...GOOD, key: '../dawn.wav' }, 'key: a path below a folder'],
    [{ ...GOOD, key: '/dawn.wav' }, 'key: a path below a folder'],
    [{ ...GOOD, key: 'a/../../dawn.wav' }, 'key: a path below a folder'],
    [{ ...GOOD, path: 'x'.repeat(20_000) }, 'path: '],
    [{ ...GOOD, size: -1 }, 'size: '],
    [{ ...GOOD, sample: undefined }, 'sample: '],
    [{ ...GOOD, model: { name: 'birds', fingerprint: 'a' } }, 'model.fingerprint: '],
    [{ ...GOOD, settings: { threshold: 2 } }, 'settings.threshold: '],
    [{ ...GOOD, settings: { precision: -1 } }, 'settings.precision: '],
    [{ ...GOOD, settings: { ffmpeg: '/bin/sh' } }, 'settings: '],
    [{ ...GOOD, ['\u001b[2J']: 1 }, 'not a recording: Unrecognized key: "\\u001b[2J"'],
  ])('is refused if it is not: case %#', (data, message) => {
    expect(() => readJob(data)).toThrow(message);
    expect(() => readJob(data)).not.toThrow('\u001b');
    expect(jobName(data)).not.toContain('\u001b');
  });
});

describe('a reply', () => {
  const result: RecordingResult = {
    ...{ file: 'dawn.wav', durationSeconds: 1, secondsWithoutSignal: 0, species: [], detections: [], warnings: [] },
    model: { name: 'birds', fingerprint: FINGERPRINT },
  };

  it('is a result of the model, or a reason in one line', () => {
    expect(readReply({ kind: 'classified', result }, FINGERPRINT)).toEqual({ kind: 'classified', result });
    expect(readReply({ kind: 'missing', reason: 'a\u001b[2J\nb' }, FINGERPRINT)).toEqual({
      kind: 'missing',
      reason: 'a\\u001b[2J\\nb',
    });
  });

  it.each([
    undefined,
    7,
    {},
    { kind: 'classified' },
    { kind: 'classified', result: { ...result, detections: [{}] } },
    { kind: 'classified', result: { ...result, model: { name: 'birds', fingerprint: 'b'.repeat(64) } } },
    { kind: 'other', reason: '' },
    { kind: 'missing', reason: 7 },
  ])('is none otherwise: case %#', (value) => expect(readReply(value, FINGERPRINT)).toBeUndefined());

  it('is preceded by progress', () => {
    expect(readProgress({ seconds: 1, announcedSeconds: 2 })).toEqual({ seconds: 1, announcedSeconds: 2 });
    expect([0, undefined, {}, { seconds: -1 }, { seconds: '1' }].map(readProgress)).toEqual(Array(5).fill(undefined));
  });
});

describe('a recording below the folder of a worker', () => {
  it('is found at its path, or at its place in a copy, and nowhere else', async () => {
    mkdirSync(at('root/site'), { recursive: true });
    mkdirSync(at('other/site'), { recursive: true });
    for (const name of ['root/site/a.wav', 'other/site/a.wav', 'other/secret']) writeFileSync(at(name), 'RIFF');
    symlinkSync(at('other/secret'), at('root/link.wav'));
    symlinkSync(at('root/site/a.wav'), at('root/within.wav'));
    symlinkSync(at('other'), at('root/away'));
    const found = (path: string, key: string, size = 4) => locate(at('root'), { path, key, size, sample: SAMPLE });

    const there = { path: at('root/site/a.wav') };
    expect(await found(at('root/site/a.wav'), 'a.wav')).toEqual(there);
    expect(await found(at('other/site/a.wav'), 'site/a.wav')).toEqual(there);
    expect(await found(at('root/within.wav'), 'x.wav')).toEqual(there);
    expect(await found(at('root/site/a.wav'), 'a.wav', 5)).toEqual({ otherSize: 4 });
    expect(await found(at('other/secret'), 'none.wav')).toBeUndefined();
    expect(await found(at('root/../other/secret'), 'none.wav')).toBeUndefined();
    expect(await found(at('root/link.wav'), 'link.wav')).toBeUndefined();
    expect(await found('relative.wav', 'away/site/a.wav')).toBeUndefined();
    expect(await found(at('root'), 'site')).toBeUndefined();
  });

  it('is none of another recorder, of the same name and size', async () => {
    for (const [site, content] of Object.entries({ pond: 'RIFF', wood: 'RIFX' })) {
      mkdirSync(at(site));
      writeFileSync(at(`${site}/20240512_053000.WAV`), content);
    }
    const job = { path: at('pond/20240512_053000.WAV'), key: '20240512_053000.WAV', size: 4, sample: SAMPLE };
    expect(await locate(at('pond'), job)).toEqual({ path: job.path });
    expect(await locate(at('wood'), job)).toEqual({ otherSize: 4 });
  });
});
