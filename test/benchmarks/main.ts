import { cpus } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { writeFileAtomically } from '#src/files/index.js';
import { parseBenchmarks, type Figure } from './figures.js';
import { BENCHMARKS_FILE, readPages } from './pages.js';
import { resultOf } from './run-result.js';

const USAGE = `npm run benchmarks
npm run benchmarks -- --add FIGURE --measures TEXT --command TEXT RUN_FOLDERS...

Writes the figures of docs/benchmarks.json into README.md and the pages of docs/, where marks name them. With --add,
first takes the test accuracies of finished runs into a figure, by seed; values of other seeds stay, if the figure is
there already.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    add: { type: 'string' },
    measures: { type: 'string' },
    command: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function add(name: string, folders: readonly string[]): Promise<void> {
  const benchmarks = parseBenchmarks(await readFile(BENCHMARKS_FILE, 'utf8'));
  const earlier = benchmarks.figures[name];
  const measures = values.measures ?? earlier?.measures;
  const command = values.command ?? earlier?.command;
  if (measures === undefined || command === undefined) throw new Error('a new figure needs --measures and --command');
  const { stdout: commit } = await execa('git', ['rev-parse', '--short', 'HEAD']);
  const runs = await Promise.all(folders.map((folder) => resultOf(join(folder, 'result.json'))));
  const figure: Figure = {
    ...{ measures, unit: '%', command, commit, processor: `${cpus()[0]!.model.trim()}, ${cpus().length} cores` },
    ...(earlier?.digits !== undefined && { digits: earlier.digits }),
    values: {
      ...earlier?.values,
      ...Object.fromEntries(runs.map(({ seed, testAccuracy }) => [String(seed), round(100 * testAccuracy)])),
    },
    minutes: round(runs.reduce((sum, { seconds }) => sum + seconds / 60, 0) / runs.length),
  };
  const next = { ...benchmarks, figures: { ...benchmarks.figures, [name]: figure } };
  await writeFileAtomically(BENCHMARKS_FILE, `${JSON.stringify(next, undefined, 2)}\n`);
}

const round = (value: number): number => Math.round(100 * value) / 100;

if (values.help) {
  print(USAGE);
} else {
  if (values.add !== undefined) await add(values.add, positionals);
  const benchmarks = parseBenchmarks(await readFile(BENCHMARKS_FILE, 'utf8'));
  for (const { path, text, filledIn } of await readPages(benchmarks)) {
    if (filledIn === text) continue;
    await writeFileAtomically(path, filledIn);
    print(`${path}: written`);
  }
}
