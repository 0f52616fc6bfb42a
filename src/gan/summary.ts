import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvText } from '../csv.js';
import { writeFileAtomically } from '../files/index.js';
import { reportedQuantities } from './metrics/index.js';
import { readGanResult, type GanResult } from './result.js';

/** Folder of the run with a given seed, inside that of the experiment. */
export function seedFolder(out: string, seed: number): string {
  return join(out, `seed${seed}`);
}

/**
 * Writes `summary.csv`: one row per finished run in the experiment's folder, including earlier ones, sorted by seed.
 */
export async function writeSummary(out: string): Promise<void> {
  const runs = (await readdir(out)).filter((name) => /^seed\d+$/.test(name));
  const read = await Promise.all(runs.map((name) => readGanResult(join(out, name))));
  const results = read.filter((result): result is GanResult => result !== undefined);
  results.sort((a, b) => a.seed - b.seed);
  await writeFileAtomically(join(out, 'summary.csv'), csvText(ganRows(results), { header: true }));
}

/** Converts results to rows of a CSV file. */
export function ganRows(results: readonly GanResult[]): Record<string, string | number | boolean>[] {
  return results.map(({ task, seed, steps, measures, problems }) => ({
    ...{ task, seed, steps },
    ...Object.fromEntries(reportedQuantities(measures).map(({ title, value }) => [title, value])),
    stable: problems.length === 0,
  }));
}
