import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { nameIsTaken } from '../../src/files/index.js';
import type { FinishedRecording } from './types.js';

const ANALYSIS = '.analysis.json';

/** Name of the file that describes how the results in a combined file were made. */
export const analysisName = ({ combinedName }: { readonly combinedName: string }): string =>
  `${combinedName}${ANALYSIS}`;

/** Counts the results of a folder while they are read, and tells them from others. */
export interface ResultsDigest {
  add(recording: Pick<FinishedRecording, 'path' | 'result'>): void;
  readonly recordings: number;
  /** Hash of the results so far, in their order. Nothing can be added after it. */
  finish(): string;
}

/** @param settings hash of the model and of the settings that made the results */
export function createResultsDigest(settings: string): ResultsDigest {
  const hash = createHash('sha256').update(settings);
  let recordings = 0;
  return {
    add({ path, result }) {
      recordings++;
      hash.update(JSON.stringify([path, result]));
    },
    get recordings() {
      return recordings;
    },
    finish: () => hash.digest('hex').slice(0, 16),
  };
}

/** A combined file of another format, which holds the results of an earlier run. */
export interface OutdatedFile {
  readonly path: string;
  /** Name of its format. */
  readonly format: string;
}

/** The folder may come from another person. */
const description = z.object({ format: z.string().regex(/^[a-z]+$/), results: z.string() });

/**
 * Finds the combined files of a results folder that hold other results than it has now.
 * @param results hash of the results
 */
export async function outdatedFiles(folder: string, results: string): Promise<OutdatedFile[]> {
  const outdated: OutdatedFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.name.endsWith(ANALYSIS) || !entry.isFile()) continue;
    const path = join(folder, entry.name.slice(0, -ANALYSIS.length));
    const described = await readDescription(join(folder, entry.name));
    if (described === undefined || described.results === results || !(await nameIsTaken(path))) continue;
    outdated.push({ path, format: described.format });
  }
  return outdated.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads what a file says about the combined file beside it; undefined if it does not. */
async function readDescription(path: string): Promise<z.infer<typeof description> | undefined> {
  try {
    return description.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
