import { join } from 'node:path';
import { openAtomicFile, writeFileAtomically } from '../../src/files/index.js';
import { lyrebirdVersion } from '../../src/package.js';
import { TIMELINE_START, timelineOffsetAfter, type Format, type RenderOptions } from './formats/format.js';
import type { Journal } from './journal.js';
import { describeAnalysis, type ResultSettings, type SpeciesThresholds } from './result-settings.js';
import type { FinishedRecording, ModelIdentity } from './types.js';

/** Name of the file that describes how the results in a combined file were made. */
export const analysisName = ({ combinedName }: Pick<Format, 'combinedName'>): string => `${combinedName}.analysis.json`;

/** What a results folder holds of all recordings. */
export interface CombinedResults {
  /** The combined file; absent if the folder has no format. */
  readonly path?: string;
  /** Number of recordings with results. */
  readonly recordings: number;
  /** Number of recordings in the folder whose results were made with other settings, and are therefore left out. */
  readonly leftOut: number;
}

export interface CombineOptions {
  readonly format: Format;
  readonly render: RenderOptions;
  readonly model: ModelIdentity;
  readonly settings: ResultSettings;
  readonly thresholds?: SpeciesThresholds;
  /** Hash of the model and of the settings that affect a result. */
  readonly hash: string;
}

/**
 * Writes the results made with these settings into one file, and next to it a description of how they were made:
 * some formats have no place for it.
 * @throws OutputError
 */
export async function writeCombined(
  folder: string,
  journal: Journal,
  options: CombineOptions,
): Promise<CombinedResults> {
  const { format, render, model, settings, thresholds, hash } = options;
  const combined = join(folder, format.combinedName);
  const file = await openAtomicFile(combined);
  let recordings = 0;
  try {
    await file.write(format.header);
    let offset = TIMELINE_START;
    for await (const { path, result } of finishedRecordings(journal, hash)) {
      recordings++;
      await file.write(format.recording(result, offset, { ...render, path }));
      offset = timelineOffsetAfter(offset, result);
    }
    const description = {
      ...describeAnalysis({ model, ...render }, settings, thresholds),
      recordings,
      lyrebird: lyrebirdVersion(),
    };
    await writeFileAtomically(join(folder, analysisName(format)), `${JSON.stringify(description, undefined, 2)}\n`);
    await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
  return { path: combined, recordings, leftOut: journal.size - recordings };
}

/** Finished recordings with these settings, sorted by folder and name; one at a time is in memory. */
export async function* finishedRecordings(journal: Journal, hash: string): AsyncGenerator<FinishedRecording> {
  for (const key of journal.keys(hash)) {
    const result = await journal.read(key);
    if (result !== undefined) yield { key, path: journal.origin(key)!.path, result };
  }
}
