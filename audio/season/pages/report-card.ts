import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { REPORT_PAGE } from '../../../src/train/names.js';

/** Largest page that is taken for a report card: they have at most 20 MB. */
const MAX_BYTES = 40_000_000;

/**
 * Reads the report card of a model, as it is to be copied beside the pages: results can be moved and sent without the
 * model.
 * @param modelFolder folder of a training run, or of a model in it
 * @param fingerprint of the model: the card of another one, such as a later training in the same folder, is none
 * @returns undefined if there is none
 */
export async function readReportCard(modelFolder: string, fingerprint: string): Promise<Buffer | undefined> {
  const folder = resolve(modelFolder);
  const run = ['best', 'last'].includes(basename(folder)) ? dirname(folder) : folder;
  const path = join(run, REPORT_PAGE);
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile() || stats.size > MAX_BYTES) return undefined;
  const page = await readFile(path).catch(() => undefined);
  return page?.includes(fingerprint) ? page : undefined;
}
