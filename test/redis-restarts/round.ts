import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Rng } from '#src/rng.js';
import { roundProblems } from './check.js';
import { startCommand } from './command.js';
import { prepareServer } from './server.js';

export interface RoundOptions {
  /** Folder of this round. */
  readonly folder: string;
  readonly corpus: string;
  /** Built clone whose command runs. */
  readonly checkout: string;
  readonly persistent: boolean;
  /** Most restarts of this round; it ends earlier if the sweep ends. */
  readonly restarts: number;
  readonly trials: number;
  readonly rng: Rng;
  /** Longest time without any trial started or finished. */
  readonly stuckAfterSeconds: number;
  readonly log: (line: string) => void;
}

export interface RoundOutcome {
  readonly restarts: number;
  readonly problems: readonly string[];
}

const WORKERS = 2;
/** Of a server between two restarts, and between a kill and the next start. */
const UP_SECONDS = 3;
const DOWN_SECONDS = 1.5;

/** Runs a sweep through a queue whose server is killed and started again at random moments, and checks the outcome. */
export async function runRound(options: RoundOptions): Promise<RoundOutcome> {
  const { folder, corpus, checkout, persistent, trials, rng, stuckAfterSeconds, log } = options;
  const server = await prepareServer(join(folder, 'redis'), persistent);
  await server.start();
  let newsAt = performance.now();
  const onLine = (line: string): void => {
    if (/^(started|finished|\d+\/\d+)/.test(line)) newsAt = performance.now();
  };
  const out = join(folder, 'sweep');
  const sweepArgs = ['sweep', '--task', 'bird10', '--data', corpus, '--out', out, '--queue', server.address];
  const length = ['--seeds', String(trials), '--epochs', '3', '--set', 'train.checkpointEverySeconds=1'];
  const sweep = startCommand(checkout, [...sweepArgs, ...length], onLine);
  const runs = Array.from({ length: WORKERS }, (_, index) => join(folder, `worker-${index + 1}`));
  const workers = runs.map((path) =>
    startCommand(checkout, ['worker', '--queue', server.address, '--parallel', '1', '--out', path], onLine),
  );
  let code: number | undefined;
  void sweep.ended.then((exitCode) => (code = exitCode));
  const stuck = (): boolean => performance.now() - newsAt > stuckAfterSeconds * 1000;
  const sweepGoesOn = async (seconds: number): Promise<boolean> => {
    await Promise.race([delay(seconds * 1000), sweep.ended]);
    return code === undefined && !stuck();
  };

  let restarts = 0;
  // The first restart comes after the first trial has started.
  while (!workers.some(({ lines }) => lines.some((line) => line.startsWith('started: ')))) {
    if (!(await sweepGoesOn(0.1))) break;
  }
  while (restarts < options.restarts && (await sweepGoesOn(rng.uniform() * UP_SECONDS))) {
    await server.kill();
    const down = rng.uniform() * DOWN_SECONDS;
    await delay(down * 1000);
    await server.start();
    restarts++;
    const finished = workers.flatMap(({ lines }) => lines.filter((line) => line.startsWith('finished: '))).length;
    log(`restart ${restarts}: down for ${down.toFixed(2)} s; ${finished} of ${trials} trials finished`);
  }
  while (await sweepGoesOn(1));

  const problems: string[] = [];
  if (code === undefined) {
    problems.push(`nothing started or finished for ${stuckAfterSeconds} s: ${sweep.lines.at(-1) ?? 'no output'}`);
    sweep.kill('SIGKILL');
  } else if (code !== 0) {
    problems.push(`the sweep ended with exit code ${code}: ${sweep.lines.at(-1)}`);
  }
  problems.push(...(await stopWorkers(workers)));
  const finished = workers.map(({ lines }) =>
    lines.filter((line) => line.startsWith('finished: ')).map((line) => line.slice('finished: '.length)),
  );
  problems.push(...(await roundProblems({ out, runs, finished, trials, persistent, address: server.address })));
  await server.kill();
  if (problems.length > 0) {
    for (const { lines } of [sweep, ...workers]) log(`--- stderr\n${lines.join('\n')}`);
  }
  return { restarts, problems };
}

async function stopWorkers(workers: readonly ReturnType<typeof startCommand>[]): Promise<string[]> {
  const codes = await Promise.all(
    workers.map(async (worker) => {
      worker.kill('SIGINT');
      const code = await Promise.race([worker.ended, delay(30_000)]);
      if (code === undefined) worker.kill('SIGKILL');
      return code;
    }),
  );
  return codes.flatMap((code, index) => {
    if (code === 130) return [];
    const what = code === undefined ? 'does not stop' : `ended with exit code ${code}`;
    return [`worker ${index + 1} ${what}: ${workers[index]!.lines.at(-1) ?? 'no output'}`];
  });
}
