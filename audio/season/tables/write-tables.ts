import { join, resolve } from 'node:path';
import { nameIsTaken, writeFileAtomically } from '../../../src/files/index.js';
import { recordingClock, type RecordingClock } from '../../origin/index.js';
import type { AllResults, Origin } from '../../results/index.js';
import { speciesNames, type SpeciesNames } from '../../taxonomy/index.js';
import { createSeasonCounts } from './analysis.js';
import { openCsvTable } from './csv-table.js';
import { detectionColumns, type DetectionRow } from './detection-columns.js';
import { createEffortTally, type EffortTally } from './effort.js';
import { readEarlierAnalysis } from './earlier-analysis.js';
import { TABLE_FILES, TABLE_NAMES } from './names.js';
import { RECORDING_COLUMNS, type RecordingRow } from './recording-columns.js';
import { summaryColumns, type SummaryRow } from './summary-columns.js';
import { allOf, type TableFile } from './table-file.js';

/** How tables of a season are written. */
export interface TableOptions {
  /** Version of the program, as tables name it. */
  readonly version: string;
  /** Names of the species. Default: what their names in the model tell. */
  readonly names?: SpeciesNames;
  /** Begins CSV files with a byte order mark, by which Excel recognises UTF-8. */
  readonly excel?: boolean;
  /** Writes the detections as Parquet too. A folder in which an earlier run wrote one gets a new one in any case. */
  readonly parquet?: boolean;
}

/**
 * Writes the tables of a season, reading each recording's result once.
 * @throws OutputError if one cannot be written
 */
export async function writeTables(results: AllResults, options: TableOptions): Promise<void> {
  const { version, names = speciesNames(), excel: byteOrderMark = false } = options;
  const at = (name: string): string => join(results.folder, name);
  const opened: TableFile<never>[] = [];
  const open = async <Row>(opening: Promise<TableFile<Row>>): Promise<TableFile<Row>> => {
    const file = await opening;
    opened.push(file);
    return file;
  };
  try {
    const columns = detectionColumns({ names, thresholds: results.analysis.thresholds, version });
    const csv = await open(openCsvTable(at(TABLE_FILES.detections), columns, { byteOrderMark }));
    const isParquet = options.parquet ?? (await hasParquet(results.folder));
    const parquet = isParquet
      ? await open((await import('./parquet-table.js')).openParquetTable(at(TABLE_FILES.parquet), columns))
      : undefined;
    const detections = parquet ? allOf([csv, parquet]) : csv;
    const recordings = await open(openCsvTable(at(TABLE_FILES.recordings), RECORDING_COLUMNS, { byteOrderMark }));
    const summary = await open(openCsvTable(at(TABLE_FILES.summary), summaryColumns(names), { byteOrderMark }));
    const effort = createEffortTally();
    const counts = createSeasonCounts();

    for await (const { path, result } of results.recordings()) {
      const { file, origin } = result;
      const clock = await clockOf(origin);
      await recordings.add({ file, path, status: 'done', origin, start: clock?.at(0), result });
      const rows = result.detections.map((detection): DetectionRow => {
        return { path, result, detection, start: clock?.at(detection.startSeconds) };
      });
      for (const row of rows) await detections.add(row);
      effort.add(result, clock, clock ? rows.map(({ start }) => start!) : []);
      counts.add(result);
    }
    await addUnfinished(recordings, results);
    await addSummary(summary, effort, Object.keys(results.analysis.thresholds ?? {}));

    for (const file of opened) if (file !== parquet) await file.finish();
    const tables = TABLE_NAMES.filter((name) => name !== TABLE_FILES.parquet || isParquet);
    const description = JSON.stringify({ ...counts.describe(results, version), tables }, undefined, 2);
    // Before Parquet: it tells a file of ours from that of another program, also after a kill in between.
    await writeFileAtomically(at(TABLE_FILES.analysis), `${description}\n`);
    await parquet?.finish();
  } catch (error) {
    for (const file of opened) await file.abandon();
    throw error;
  }
}

/** Whether an earlier run wrote the detections as Parquet: a file that somebody else made is left alone. */
async function hasParquet(folder: string): Promise<boolean> {
  const { tables = [] } = (await readEarlierAnalysis(folder)) ?? {};
  return tables.includes(TABLE_FILES.parquet) && (await nameIsTaken(join(folder, TABLE_FILES.parquet)));
}

async function clockOf(origin: Origin | undefined): Promise<RecordingClock | undefined> {
  return origin?.start && recordingClock(origin.start);
}

async function addUnfinished(table: TableFile<RecordingRow>, { failed, leftOut }: AllResults): Promise<void> {
  for (const { file, path, reason, origin } of failed) {
    const start = (await clockOf(origin))?.at(0);
    await table.add({ file, path, status: 'failed', reason, origin, start });
  }
  for (const { path, reason } of leftOut) {
    await table.add({ file: path, path: resolve(path), status: 'left out', reason });
  }
}

/** Adds a row for each species and hour with recordings. @param species of the model */
async function addSummary(
  table: TableFile<SummaryRow>,
  effort: EffortTally,
  species: readonly string[],
): Promise<void> {
  const hours = effort.hours();
  const all = new Set([...species, ...hours.flatMap((hour) => [...hour.species.keys()])]);
  const sorted = [...all].sort();
  for (const hour of hours) for (const name of sorted) await table.add({ hour, species: name });
}
