import { join } from 'node:path';
import { openAtomicFile, writeFileAtomically } from '../../src/files/index.js';
import { lyrebirdVersion } from '../../src/package.js';
import { TIMELINE_START, timelineOffsetAfter, type Format, type RenderOptions } from './formats/format.js';
import type { Journal } from './journal.js';
import {
  analysisName,
  createResultsDigest,
  type OutdatedFile,
  outdatedFiles,
  type ResultsDigest,
} from './outdated-files.js';
import { describeAnalysis, type ResultSettings, type SpeciesThresholds } from './result-settings.js';
import type { FinishedRecording, ModelIdentity } from './types.js';

/** What a results folder holds of all recordings. */
export interface CombinedResults {
  /** The combined file; absent if the folder has no format. */
  readonly path?: string;
  /** Number of recordings with results. */
  readonly recordings: number;
  /** Number of recordings in the folder whose results were made with other settings, and are therefore left out. */
  readonly leftOut: number;
  /** Combined files of other formats that hold the results of an earlier run. */
  readonly outdated: readonly OutdatedFile[];
}

export interface CombineOptions {
  /** Absent: there is no combined file. */
  readonly format?: Format;
  readonly render: RenderOptions;
  readonly model: ModelIdentity;
  readonly settings: ResultSettings;
  readonly thresholds?: SpeciesThresholds;
  /** Hash of the model and of the settings that affect a result. */
  readonly hash: string;
}

/**
 * Writes the results made with these settings into one file, if there is a format, and next to it a description of how
 * they were made: some formats have no place for it.
 * @throws OutputError
 */
export async function writeCombined(
  folder: string,
  journal: Journal,
  options: CombineOptions,
): Promise<CombinedResults> {
  const { format, hash } = options;
  const digest = createResultsDigest(hash);
  let results: string;
  if (format) results = await writeFormat(folder, journal, { ...options, format }, digest);
  else {
    for await (const recording of finishedRecordings(journal, hash)) digest.add(recording);
    results = digest.finish();
  }
  return {
    ...(format && { path: join(folder, format.combinedName) }),
    recordings: digest.recordings,
    leftOut: journal.size - digest.recordings,
    outdated: await outdatedFiles(folder, results),
  };
}

/** Writes a combined file and its description. @returns the hash of the results */
async function writeFormat(
  folder: string,
  journal: Journal,
  options: CombineOptions & { readonly format: Format },
  digest: ResultsDigest,
): Promise<string> {
  const { format, render, model, settings, thresholds, hash } = options;
  const file = await openAtomicFile(join(folder, format.combinedName));
  try {
    await file.write(format.header);
    let offset = TIMELINE_START;
    for await (const recording of finishedRecordings(journal, hash)) {
      const { path, result } = recording;
      digest.add(recording);
      await file.write(format.recording(result, offset, { ...render, path }));
      offset = timelineOffsetAfter(offset, result);
    }
    const results = digest.finish();
    const description = {
      ...describeAnalysis({ model, ...render }, settings, thresholds),
      recordings: digest.recordings,
      ...{ format: format.name, results },
      lyrebird: lyrebirdVersion(),
    };
    await writeFileAtomically(join(folder, analysisName(format)), `${JSON.stringify(description, undefined, 2)}\n`);
    await file.finish();
    return results;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Finished recordings with these settings, sorted by folder and name; one at a time is in memory. */
export async function* finishedRecordings(journal: Journal, hash: string): AsyncGenerator<FinishedRecording> {
  for (const key of journal.keys(hash)) {
    const result = await journal.read(key);
    if (result !== undefined) yield { key, path: journal.origin(key)!.path, result };
  }
}
