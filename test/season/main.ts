import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSeason } from './season.js';

const USAGE = `npm run season -- [--nights 14]

Makes a season of 600 recordings at three sites, 20 of them damaged, over midnight and a change to summer time, with
detections at known times. Compares every time in every output with the plan. Exit code 1 if something differs.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { nights: { type: 'string', default: '14' }, help: { type: 'boolean', default: false } },
});
if (values.help) print(USAGE);
else {
  const folder = await mkdtemp(join(tmpdir(), 'season-'));
  try {
    print('output                  rows   largest error of a time (ms)');
    for (const { what, rows, worstSeconds, problems } of await checkSeason(folder, Number(values.nights))) {
      print(`${what.padEnd(20)}${String(rows).padStart(8)}${(1000 * worstSeconds).toFixed(3).padStart(31)}`);
      for (const problem of problems.slice(0, 10)) print(`  ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
