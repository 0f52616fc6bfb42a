import { csvText } from '../csv.js';
import { valueText, type Cell } from './cell.js';
import type { CellSummary, SweepSummary, TrialRecord } from './summary.js';

/** CSV with one row per trial: settings of its cell, seed, status, accuracies and times, folder. */
export function resultsCsv(records: readonly TrialRecord[]): string {
  const keys = settingsOf(records.map(({ trial }) => trial.cell));
  const rows = records.map(({ trial, status, result }) => [
    ...settingValues(trial.cell, keys),
    trial.seed,
    status,
    result?.validationAccuracy,
    result?.testAccuracy,
    result?.steps,
    result?.seconds,
    result?.partialData.join('; '),
    trial.folder,
  ]);
  return csvText([
    [...keys, 'seed', 'status', 'validation_accuracy', 'test_accuracy', 'steps', 'seconds', 'partial_data', 'folder'],
    ...rows,
  ]);
}

/**
 * CSV with one row per cell: settings, numbers of trials, means and sample standard deviations, and which is the
 * best.
 */
export function summaryCsv({ cells, best, bestBy }: SweepSummary): string {
  const keys = settingsOf(cells.map(({ cell }) => cell));
  const rows = cells.map(({ cell, finished, failed, unfinished, validation, test, partialData }) => [
    ...settingValues(cell, keys),
    finished,
    failed,
    unfinished,
    validation?.mean,
    validation?.std,
    test?.mean,
    test?.std,
    partialData.join('; '),
    cell === best ? `by ${bestBy}` : '',
  ]);
  return csvText([
    [
      ...keys,
      'finished',
      'failed',
      'unfinished',
      'validation_mean',
      'validation_std',
      'test_mean',
      'test_std',
      'partial_data',
      'best',
    ],
    ...rows,
  ]);
}

/** Summary as plain data, for JSON. */
export interface SummaryData {
  readonly best: string | null;
  readonly bestBy: SweepSummary['bestBy'];
  readonly cells: readonly (Omit<CellSummary, 'cell'> & {
    readonly name: string;
    readonly settings: Cell['settings'];
    readonly best: boolean;
  })[];
}

/** The content of `summaryCsv` as plain data. */
export function summaryData({ cells, best, bestBy }: SweepSummary): SummaryData {
  return {
    best: best?.name ?? null,
    bestBy,
    cells: cells.map(({ cell, ...measures }) => ({
      name: cell.name,
      settings: cell.settings,
      ...measures,
      best: cell === best,
    })),
  };
}

/** Names of all settings of the cells, in order of first appearance. */
function settingsOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.flatMap(({ settings }) => Object.keys(settings)))];
}

function settingValues({ settings }: Cell, keys: readonly string[]): string[] {
  return keys.map((key) => (key in settings ? valueText(settings[key]) : ''));
}
