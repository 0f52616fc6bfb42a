import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { createRng } from '#src/rng.js';
import { runRound } from './round.js';

const USAGE = `npm run redis-restarts -- [--restarts 20] [--persistence on|off|both] [--seed 1] [--checkout .]

Runs a sweep of many small trials through a queue, with two workers, and kills and restarts the Redis server at random
moments. With persistence, each trial must be done once; without, each must be counted once. Nothing may wait for ever.
Exits with 1 if something is wrong. Needs redis-server; --checkout tests another built clone.`;

/** Generous: a trial of this corpus takes seconds. */
const STUCK_AFTER_SECONDS = 240;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      restarts: { type: 'string', default: '20' },
      persistence: { type: 'string', default: 'both' },
      seed: { type: 'string', default: '1' },
      checkout: { type: 'string', default: '.' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  if (!['on', 'off', 'both'].includes(values.persistence)) throw new Error(USAGE);
  const wanted = Number(values.restarts);
  const checkout = resolve(values.checkout);
  const folder = mkdtempSync(join(tmpdir(), 'redis-restarts-'));
  const corpus = join(folder, 'corpus');
  const small = { individualsPerSpecies: 3, recordingsPerIndividual: 1, secondsPerRecording: 1 };
  await synthesizeCorpus({ outDir: corpus, ...small, backgroundRecordings: 3 });

  for (const persistent of [true, false]) {
    if (values.persistence === (persistent ? 'off' : 'on')) continue;
    const title = persistent ? 'with persistence' : 'without persistence';
    let [restarts, trials, rounds] = [0, 0, 0];
    const problems: string[] = [];
    while (restarts < wanted && problems.length === 0) {
      const left = wanted - restarts;
      const round = await runRound({
        ...{ folder: join(folder, `${persistent ? 'on' : 'off'}-${++rounds}`), corpus, checkout, persistent },
        ...{ restarts: left, trials: Math.max(4, left), stuckAfterSeconds: STUCK_AFTER_SECONDS },
        rng: createRng(Number(values.seed)).split(title).split(rounds),
        log: (line) => process.stdout.write(`${title}, round ${rounds}: ${line}\n`),
      });
      restarts += round.restarts;
      trials += Math.max(4, left);
      problems.push(...round.problems);
    }
    for (const problem of problems) process.stdout.write(`WRONG ${title}: ${problem}\n`);
    const verdict = persistent ? 'each trial done once' : 'each trial counted once';
    const outcome = problems.length === 0 ? verdict : `${problems.length} problems`;
    process.stdout.write(`${title}: ${restarts} restarts, ${trials} trials: ${outcome}\n`);
    if (problems.length > 0) process.exitCode = 1;
  }
  if (process.exitCode === 1) process.stdout.write(`files are in ${folder}\n`);
  else rmSync(folder, { recursive: true });
}

await main();
