import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { writeFileAtomically } from '../files/index.js';
import { reportedQuantities } from './metrics/index.js';
import { readGanResult, type GanResult } from './run.js';

/** Folder of the run with a seed, below that of the experiment. */
export function seedFolder(out: string, seed: number): string {
  return join(out, `seed${seed}`);
}

/** Writes `summary.csv`: a row for every run of the experiment that has finished, whichever call made it, in order of seeds. */
export async function writeSummary(out: string): Promise<void> {
  const runs = (await readdir(out)).filter((name) => /^seed\d+$/.test(name));
  const found = await Promise.all(runs.map((name) => readGanResult(join(out, name))));
  const results = found.filter((result): result is GanResult => result !== undefined);
  results.sort((a, b) => a.seed - b.seed);
  await writeFileAtomically(join(out, 'summary.csv'), stringify(ganRows(results), { header: true }));
}

/** Results as rows of a CSV file. */
export function ganRows(results: readonly GanResult[]): Record<string, string | number | boolean>[] {
  return results.map(({ task, seed, steps, measures, problems }) => ({
    ...{ task, seed, steps },
    ...Object.fromEntries(reportedQuantities(measures).map(({ title, value }) => [title, value])),
    stable: problems.length === 0,
  }));
}
