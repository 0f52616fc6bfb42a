import { join } from 'node:path';
import { checkFormat, checkTables, type Check } from './check.js';
import { makeResults, writeSeason } from './make-results.js';
import { planSeason } from './plan.js';

/**
 * Makes a season of recordings, its results and every output, and compares all with the plan.
 * @param folder an empty one
 * @param nights 1 to 14
 */
export async function checkSeason(folder: string, nights: number): Promise<readonly Check[]> {
  const plans = planSeason(nights);
  const folders = { season: join(folder, 'season'), out: join(folder, 'results') };
  await writeSeason(folders.season, plans);
  const checks: Check[] = [];
  for (const format of ['raven', 'audacity', 'birdnet'] as const) {
    await makeResults(folders, plans, format);
    checks.push(checkFormat(format, folders, plans));
  }
  return [...checkTables(folders.season, folders.out, plans), ...checks];
}
