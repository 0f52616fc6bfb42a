import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSeason } from './season.js';
import { findSongs, trainOnSynthetic } from './trained.js';

/** Least precision and recall. */
const LEAST = 0.95;
/** Largest median error of a song's start. */
const MOST_SECONDS = 0.25;

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

const USAGE = `npm run season -- [--nights 14] [--trained [--model RUN] [--classify="--context 0"]]

Makes a season of 600 recordings at three sites, 20 of them damaged, over midnight and a change to summer time, with
detections at known times. Compares every time in every output with the plan. Exit code 1 if something differs.

With --trained, trains a model on the synthetic corpus instead (a quarter of an hour), puts songs of other birds into 42
recordings at known times, and prints how many are found, and when. --model takes a run that is trained already,
--classify gives options to lyrebird classify. Exit code 1 below ${percent(LEAST)} of precision or recall, or if the
median error of a song's start is above ${MOST_SECONDS} s.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function checkOutputs(folder: string, nights: number): Promise<void> {
  print('output                  rows   largest error of a time (ms)');
  for (const { what, rows, worstSeconds, problems } of await checkSeason(folder, nights)) {
    print(`${what.padEnd(20)}${String(rows).padStart(8)}${(1000 * worstSeconds).toFixed(3).padStart(31)}`);
    for (const problem of problems.slice(0, 10)) print(`  ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}

async function checkTrained(folder: string, trained: string | undefined, options: readonly string[]): Promise<void> {
  const model = trained === undefined ? await trainOnSynthetic(folder) : resolve(trained);
  const found = await findSongs(folder, model, options);
  print(`songs              ${found.songs}`);
  print(`detections         ${found.detections}`);
  print(`precision          ${percent(found.precision)}`);
  print(`recall             ${percent(found.recall)}`);
  const [off, shift] = [found.medianOnsetErrorSeconds, found.medianOnsetShiftSeconds];
  print(`start, median      ${off.toFixed(3)} s off (${shift.toFixed(3)} s)`);
  const isGood = Math.min(found.precision, found.recall) >= LEAST && found.medianOnsetErrorSeconds <= MOST_SECONDS;
  if (!isGood) process.exitCode = 1;
}

const { values } = parseArgs({
  options: {
    nights: { type: 'string', default: '14' },
    trained: { type: 'boolean', default: false },
    model: { type: 'string' },
    classify: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) print(USAGE);
else {
  const folder = await mkdtemp(join(tmpdir(), 'season-'));
  try {
    const options = values.classify.split(/ +/).filter((option) => option !== '');
    if (values.trained) await checkTrained(folder, values.model, options);
    else await checkOutputs(folder, Number(values.nights));
  } finally {
    await rm(folder, { recursive: true });
  }
}
