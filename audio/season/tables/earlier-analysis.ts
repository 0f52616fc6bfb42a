import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TABLE_FILES, TABLE_NAMES } from './names.js';

const analysis = z.object({
  model: z.object({ fingerprint: z.string() }),
  /** Absent in files of earlier versions, which wrote no Parquet file that they did not own. */
  tables: z.array(z.string()).default([...TABLE_NAMES]),
});

/** What analysis.json says of the run that wrote it. */
export interface EarlierAnalysis {
  readonly fingerprint: string;
  /** Names of the tables that it wrote. */
  readonly tables: readonly string[];
}

/** Reads analysis.json in a results folder; undefined if there is none that this program could have written. */
export async function readEarlierAnalysis(folder: string): Promise<EarlierAnalysis | undefined> {
  try {
    const { model, tables } = analysis.parse(JSON.parse(await readFile(join(folder, TABLE_FILES.analysis), 'utf8')));
    return { fingerprint: model.fingerprint, tables };
  } catch {
    return undefined;
  }
}
