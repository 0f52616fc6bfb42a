import { Queue } from 'bullmq';
import { parse } from 'csv-parse/sync';
import { Redis } from 'ioredis';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RoundFiles {
  /** Folder of the sweep. */
  readonly out: string;
  /** Folder of each worker's runs. */
  readonly runs: readonly string[];
  /** Names of the trials that each worker reported as finished. */
  readonly finished: readonly (readonly string[])[];
  readonly trials: number;
  readonly persistent: boolean;
  readonly address: string;
}

/** Finds what was lost, done twice or left over. */
export async function roundProblems(files: RoundFiles): Promise<string[]> {
  const { out, runs, finished, trials, persistent, address } = files;
  const problems: string[] = [];
  const table = join(out, 'results.csv');
  const rows = existsSync(table) ? parse<Record<string, string>>(readFileSync(table), { columns: true }) : [];
  const folders = rows.filter(({ status }) => status === 'finished').map(({ folder }) => folder!);
  if (rows.length !== trials) problems.push(`results.csv has ${rows.length} rows, expected ${trials}`);
  if (folders.length !== trials) problems.push(`${folders.length} trials are finished in results.csv, not ${trials}`);
  if (new Set(folders).size !== folders.length) problems.push('a trial is in results.csv twice');

  const sweepFile = join(out, 'sweep.json');
  const { id } = existsSync(sweepFile)
    ? (JSON.parse(readFileSync(sweepFile, 'utf8')) as { readonly id: string })
    : { id: '' };
  for (const folder of folders) {
    if (!existsSync(join(out, folder, 'result.json'))) problems.push(`${folder} has no result`);
    const done = runs.filter((path) => existsSync(join(path, id, folder, 'result.json'))).length;
    if (done === 0) problems.push(`no worker has finished ${folder}`);
    if (persistent && done > 1) problems.push(`${folder} was done by ${done} workers`);
  }
  const names = finished.flat();
  for (const name of new Set(names)) {
    const count = names.filter((other) => other === name).length;
    if (persistent && count > 1) problems.push(`${name} was done ${count} times`);
  }
  problems.push(...(await leftOverJobs(address)));
  return problems;
}

async function leftOverJobs(address: string): Promise<string[]> {
  const redis = new Redis(address, { maxRetriesPerRequest: null });
  const queue = new Queue('lyrebird-trials', { connection: redis });
  const counts = await queue.getJobCounts();
  await queue.close();
  redis.disconnect();
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} jobs are left in the queue: ${state}`);
}
