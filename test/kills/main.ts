import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRng } from '#src/rng.js';
import { classifyTarget } from './classify.js';
import { killRepeatedly } from './kill.js';
import { sweepTarget } from './sweep.js';
import { trainTarget } from './train.js';

const USAGE = `npm run kills -- [--classify 30] [--train 25] [--sweep 10] [--seed 1]

Kills the real commands with SIGKILL at random moments, lets them continue, and compares every file with that of an
uninterrupted run. Nothing may be lost, half-written, there twice or left behind. After ten kills of classify, the end
of its journal is cut off as well, as by a power cut. Exits with 1 if something is wrong, and keeps the files.`;

/** Targets by option. */
const TARGETS = { classify: classifyTarget, train: trainTarget, sweep: sweepTarget };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      classify: { type: 'string' },
      train: { type: 'string' },
      sweep: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const work = mkdtempSync(join(tmpdir(), 'lyrebird-kills-'));
  let problems = 0;
  for (const name of Object.keys(TARGETS) as (keyof typeof TARGETS)[]) {
    const target = TARGETS[name](work);
    const kills = Number(values[name] ?? target.kills);
    if (!(kills > 0)) continue;
    const rng = createRng(Number(values.seed)).split(name);
    const found = await killRepeatedly(target, { kills, rng, work, log });
    const verdict = found === 0 ? 'nothing lost, nothing twice, nothing left behind' : `${found} problems`;
    log(`${name}: ${kills} kills: ${verdict}`);
    problems += found;
  }
  if (problems === 0) return rmSync(work, { recursive: true });
  log(`the files are in ${work}`);
  process.exitCode = 1;
}

await main();
