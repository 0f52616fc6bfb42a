import type { Spread } from '../../../src/eval/index.js';
import type { Cell, CellSummary, SweepSummary } from '../../../src/sweep/index.js';
import { lengthSetting, type TrainConfig } from '../../../src/train/index.js';
import { plainTable, type Column } from '../../ui/plain-table.js';
import { printable } from '../../../src/printable.js';
import { isLength } from './check-overrides.js';

const UNMEASURED =
  'no accuracy: nothing with labels is held out; set data.validationFraction above 0, or mark recordings as test';
const UNLABELLED = 'no accuracy: trained without labels; measure the models with lyrebird cluster';

/**
 * Formats cells with mean and standard deviation over seeds; the best is marked with its selection criterion.
 * @param hasLabels whether any cell is trained with labels
 */
export function summaryTable({ cells, best, bestBy }: SweepSummary, hasLabels = true): string {
  const failed = cells.some((cell) => cell.failed > 0);
  const columns: readonly Column[] = [
    { title: 'cell' },
    { title: 'seeds', align: 'right' },
    ...(failed ? [{ title: 'failed', align: 'right' } as const] : []),
    { title: 'validation', align: 'right' },
    { title: 'test', align: 'right' },
    { title: '' },
  ];
  const rows = cells.map((cell) => [
    cell.cell.name,
    seedsText(cell),
    ...(failed ? [String(cell.failed)] : []),
    spreadText(cell.validation),
    spreadText(cell.test),
    cell.cell === best ? `best by ${bestBy}` : '',
  ]);
  const partial = [...new Set(cells.flatMap(({ partialData }) => partialData))];
  const notes = partial.map((note) => `PARTIAL DATA: ${printable(note)}`);
  const finished = cells.filter((cell) => cell.finished > 0);
  if (finished.length > 0 && finished.every(({ validation, test }) => !validation && !test)) {
    notes.push(hasLabels ? UNMEASURED : UNLABELLED);
  }
  return [plainTable(columns, rows), ...notes.map((note) => `  ${note}`), ''].join('\n');
}

/** Title of the map of a sweep: the task, and the length of the trials if it is the same for all. */
export function mapTitle(config: Pick<TrainConfig, 'task' | 'train'>, cells: readonly Cell[]): string {
  if (cells.some(({ settings }) => Object.keys(settings).some(isLength))) return config.task;
  const [setting, value] = lengthSetting(config);
  return `${config.task}, ${setting} ${value}`;
}

/** Formats a spread in percent, `93.21 ± 0.40`; a single value without deviation, `93.21`. */
export function spreadText(spread: Spread | null): string {
  if (!spread) return '-';
  const mean = (spread.mean * 100).toFixed(2);
  return spread.std === null ? mean : `${mean} ± ${(spread.std * 100).toFixed(2)}`;
}

function seedsText({ finished, failed, unfinished }: CellSummary): string {
  const total = finished + failed + unfinished;
  return finished === total ? String(total) : `${finished} of ${total}`;
}
