import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lyrebirdVersion } from '#src/package.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { lyrebird, start } from './support/lyrebird.js';
import { freePort, hasRedis, startRedis, type RedisServer } from './support/redis-server.js';
import { useTinyRun } from './support/tiny-run.js';

/** A running command. */
type Running = ReturnType<typeof start>;

const { at, corpus, model } = useTinyRun();
const RECORDINGS = 24;
const BIRD = join(corpus, 'Synthetica_trillans/synthetic-trillans-01-1.wav');
const SEASON = at('season');

/** Recordings of a night, one of which is none. */
beforeAll(() => {
  mkdirSync(join(SEASON, 'site'), { recursive: true });
  for (let hour = 0; hour < RECORDINGS; hour++) {
    copyFileSync(BIRD, join(SEASON, 'site', `A_20240501_${String(hour).padStart(2, '0')}0000.wav`));
  }
  writeFileSync(join(SEASON, 'site', 'broken.wav'), 'no sound');
});

const args = (out: string, ...more: string[]): string[] => [
  ...['classify', SEASON, '--model', model, '--threshold', '0.1', '--format', 'csv', '--out', at(out)],
  ...more,
];

const tables = (out: string): string[] =>
  ['combined.csv', 'combined.csv.analysis.json', 'detections.csv'].map((name) =>
    readFileSync(join(at(out), name), 'utf8'),
  );

/** Failures in a journal. */
const failures = (out: string): string[] =>
  readFileSync(join(at(out), '.lyrebird.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"failure"'));

describe.skipIf(!hasRedis)('classify through a queue', { timeout: 120_000 }, () => {
  let redis: RedisServer;
  const workers: Running[] = [];
  const worker = (...more: string[]): Running => {
    const running = start([
      ...['worker', '--queue', redis.address, '--recordings', SEASON, '--model', model],
      ...['--lost-after', '2', '--threads', '1', '--out', at('worker'), ...more],
    ]);
    workers.push(running);
    return running;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const running of workers) running.kill('SIGKILL');
    await Promise.all(workers);
    await redis.stop();
  });

  it('writes the tables of a local run, though a worker is killed', async () => {
    const local = await lyrebird(args('local'));
    expect(local.exitCode).toBe(4);

    const doomed = worker();
    const queued = start(args('queued', '--queue', redis.address));
    for (let seen = ''; !seen.includes('started: ');) {
      seen += await new Promise<string>((resolve) =>
        doomed.stderr.once('data', (data: Buffer) => resolve(String(data))),
      );
    }
    doomed.kill('SIGKILL');
    void worker();
    const { exitCode, stderr } = await queued;
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`${RECORDINGS} recordings classified, 1 failed`);
    expect(tables('queued')).toEqual(tables('local'));
    expect(failures('queued')).toEqual(failures('local'));

    const queue = new Queue('lyrebird-recordings', { connection: { host: '127.0.0.1', port: redis.port } });
    const counts = await queue.getJobCounts();
    await queue.close();
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });

  it('a worker with another model refuses, and one with the right model does the work', async () => {
    for (const running of workers.splice(0)) running.kill('SIGKILL');
    const other = at('other-model');
    await writeUntrainedModel(other, { name: 'bird10' }, { recordings: ['wren', 'robin', 'thrush'] });
    const wrong = worker('--model', other);
    const queued = start(args('refused', '--queue', redis.address));
    let seen = '';
    queued.stderr.on('data', (data: Buffer) => (seen += data.toString()));
    while (!seen.includes('does not have the model')) await delay(50);
    expect(seen).toMatch(
      /warning: the worker on \S+ does not have the model .* \([0-9a-f]{16}\): its .*other-model is/,
    );
    void worker();
    expect((await queued).exitCode).toBe(4);
    expect(tables('refused')).toEqual(tables('local'));
    wrong.kill('SIGINT');
    const { exitCode, stderr } = await wrong;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('refused: the worker on');
  });

  it('a recording that the workers do not have is named, and the others are classified', async () => {
    for (const running of workers.splice(0)) running.kill('SIGKILL');
    const copy = at('copy');
    mkdirSync(join(copy, 'site'), { recursive: true });
    const present = 'site/A_20240501_000000.wav';
    copyFileSync(join(SEASON, present), join(copy, present));
    // A link that leads out of the folder is none of its recordings.
    symlinkSync(join(SEASON, 'site/A_20240501_010000.wav'), join(copy, 'site/A_20240501_010000.wav'));
    // A recording of another recorder on the same schedule has the same name and size.
    const other = readFileSync(BIRD);
    other.writeInt16LE(other.readInt16LE(other.length - 2) ^ 1, other.length - 2);
    writeFileSync(join(copy, 'site/A_20240501_020000.wav'), other);
    void worker('--recordings', copy);
    const files = [present, 'site/A_20240501_010000.wav'].map((name) => join(SEASON, name));
    const few = ['classify', ...files, SEASON, '--model', model, '--out', at('few'), '--queue', redis.address];
    const { exitCode, stderr } = await lyrebird(few);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/A_20240501_010000\.wav: not in the folder of recordings of the worker on \S+: site\/A_/);
    expect(stderr).toMatch(
      /A_20240501_020000\.wav: another file is in the folder .* on \S+: site\/A_\S+ has different content there/,
    );
    expect(stderr).toContain(`1 recording classified, ${RECORDINGS} failed`);
  });

  it('jobs that lead out of the folder, or are none, are refused', async () => {
    const queue = new Queue('lyrebird-recordings', { connection: { host: '127.0.0.1', port: redis.port } });
    const good = {
      version: lyrebirdVersion(),
      ...{ file: 'x.wav', path: '/etc/passwd', key: 'x.wav', size: 1, sample: '0'.repeat(64), settings: {} },
      model: { name: 'm', fingerprint: '0'.repeat(64) },
    };
    const running = workers.at(-1)!;
    let seen = '';
    running.stderr.on('data', (data: Buffer) => (seen += data.toString()));
    for (const data of [{ ...good, key: '../x.wav' }, { ...good, settings: { threshold: 'a' } }, 7]) {
      await queue.add('recording', data);
    }
    while (seen.split('failed: ').length < 4) await delay(50);
    expect(seen).toContain('a job that is not a recording: key: a path below a folder');
    expect(seen).toContain('a job that is not a recording: settings.threshold: ');
    await queue.obliterate({ force: true });
    await queue.close();
  });
});

describe('classify and worker refuse', () => {
  it.each([
    [['classify', BIRD, '--model', model, '--queue', 'redis://127.0.0.1:1'], 2, 'give --out as well'],
    [args('no', '--all-segments', '--queue', 'redis://127.0.0.1:1'), 2, 'leave out --queue'],
    [['worker', '--queue', 'redis://127.0.0.1:1', '--recordings', '.'], 2, 'needs both --recordings and --model'],
  ])('options that do not fit: case %#', async (given, code, message) => {
    const { exitCode, stderr } = await lyrebird(given);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  it('a server that cannot be reached', async () => {
    const address = `redis://127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await lyrebird(args('nowhere', '--queue', address));
    expect([exitCode, stderr]).toEqual([10, expect.stringContaining('cannot reach a Redis server')]);
  });
});
