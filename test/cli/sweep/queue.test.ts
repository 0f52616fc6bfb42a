import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lyrebird, start } from '../support/lyrebird.js';
import { holdersBelow, killAll } from '../support/processes.js';
import { freePort, hasRedis, startRedis, type RedisServer } from '../support/redis-server.js';
import { readTable } from '../support/sweep-table.js';
import { useTinyRun } from '../support/tiny-run.js';

const { at, corpus } = useTinyRun({ train: false });
const args = (out: string, ...more: string[]): string[] => [
  ...['sweep', '--task', 'bird10', '--data', corpus, '--out', at(out)],
  ...['--grid', 'loss.alpha=0.5,0.7,1', '--epochs', '3', '--set', 'train.checkpointEverySeconds=0'],
  ...more,
];

describe.skipIf(!hasRedis)('a sweep through a queue', { timeout: 180_000 }, () => {
  let redis: RedisServer;
  const worker = (name: string) =>
    start(['worker', '--queue', redis.address, '--parallel', '1', '--out', at(name), '--lost-after', '2']);
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('loses nothing when a worker and the sweep are killed, and counts every trial once', async () => {
    const queued = args('queued', '--queue', redis.address);
    const [first, second] = [worker('first'), worker('second')];
    const sweep = start(queued);
    let seen = '';
    first.stderr.on('data', (chunk: Buffer) => (seen += chunk.toString()));

    while (!seen.includes('started: ') || holdersBelow(at('first')).length === 0) await delay(50);
    const trials = holdersBelow(at('first'));
    first.kill('SIGKILL');
    killAll(trials);
    sweep.kill('SIGKILL');
    await Promise.all([first, sweep]);

    const { exitCode, stderr } = await lyrebird(queued);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('run by the workers of the queue');
    second.kill('SIGINT');
    expect((await second).exitCode).toBe(130);

    expect((await lyrebird(args('local', '--parallel', '2'))).exitCode).toBe(0);
    expect(readTable(at('queued'))).toEqual(readTable(at('local')));
    expect(readTable(at('queued')).map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
  });

  it('a stopped worker returns its trial at once, and continues it when restarted', async () => {
    const endless = start(args('endless', '--queue', redis.address, '--epochs', '1000'));
    for (const attempt of [1, 2]) {
      const run = worker('stopped');
      for await (const line of createInterface(run.stderr)) if (line.startsWith('started: ')) break;
      while (holdersBelow(at('stopped')).length === 0) await delay(50);
      run.kill('SIGTERM');
      const { exitCode, stderr } = await run;
      expect([attempt, exitCode]).toEqual([attempt, 130]);
      expect(stderr).toMatch(/\nsaved and returned to the queue: loss.alpha=0.5, seed 1\n$/);
    }
    endless.kill('SIGINT');
    expect((await endless).exitCode).toBe(130);
  });
});

describe('a queue that cannot be reached', () => {
  it.each(['sweep', 'worker'])('ends lyrebird %s with one line and exit code 10', async (command) => {
    const address = `redis://user:secret@127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await lyrebird(
      command === 'sweep' ? args('nowhere', '--queue', address) : ['worker', '--queue', address, '--quiet'],
    );
    expect(stderr).toMatch(
      /^lyrebird: cannot reach a Redis server at redis:\/\/127.0.0.1:\d+: connect ECONNREFUSED .*\n$/,
    );
    expect(exitCode).toBe(10);
  });

  it('is refused if it is not a URL', async () => {
    const { exitCode, stderr } = await lyrebird(['worker', '--queue', 'localhost']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('expected a URL such as redis://host:6379')]);
  });
});
