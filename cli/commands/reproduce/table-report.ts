import {
  acrossRows,
  type AcrossRows,
  type PaperAccuracy,
  type PaperTable,
  type ReproducedCell,
} from '../../../src/paper/index.js';
import { valueText } from '../../../src/sweep/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { count } from '../../ui/words.js';
import { spreadText } from '../sweep/index.js';

/** Formats the table column by column, then the accuracies of other methods as given in the paper. */
export function tableReport(table: PaperTable, cells: readonly ReproducedCell[]): string {
  const notes = [...new Set(cells.flatMap(({ partialData }) => partialData))];
  const columns = table.columns.map(({ name }) => name).filter((name) => cells.some(({ column }) => column === name));
  return [
    table.title,
    ...columns.flatMap((name) => [
      '',
      columnReport(
        name,
        cells.filter(({ column }) => column === name),
      ),
    ]),
    '',
    comparatorReport(table),
    ...notes.map((note) => `\n  PARTIAL DATA: ${note}: not comparable with the paper`),
    '',
  ].join('\n');
}

/** Formats an accuracy as the paper prints it. */
export function paperText({ meanPercent, stdPercent }: PaperAccuracy): string {
  return stdPercent === null ? String(meanPercent) : `${meanPercent} ± ${stdPercent}`;
}

function columnReport(name: string, cells: readonly ReproducedCell[]): string {
  const rows = cells.map(({ row, cell: { settings }, ours, steps, partialData, paper }) => [
    row,
    valueText(settings['loss.alpha']),
    valueText(settings['loss.beta']),
    spreadText(ours) + (partialData.length > 0 ? ' *' : ''),
    String(ours?.n ?? 0),
    steps.map(count).join(', ') || '-',
    paperText(paper),
    ours ? signed(ours.mean * 100 - paper.meanPercent) : '-',
  ]);
  return plainTable(
    [
      { title: name },
      ...['alpha', 'beta', 'ours', 'seeds', 'steps', 'paper', 'difference'].map((title) => ({
        title,
        align: 'right' as const,
      })),
    ],
    [...rows, ...lastLine(cells)],
  );
}

/** The last line of Table 2, shown once every row has an accuracy. */
function lastLine(cells: readonly ReproducedCell[]): string[][] {
  const summary = acrossRows(cells);
  if (!summary) return [];
  const { ours, paper } = summary;
  const text = ({ meanPercent, stdPercent }: AcrossRows): string =>
    `${meanPercent.toFixed(2)} ± ${stdPercent.toFixed(2)}`;
  const difference = signed(ours.meanPercent - paper.meanPercent);
  return [['mean ± std over rows', '', '', text(ours), '', '', text(paper), difference]];
}

function comparatorReport({ columns, comparators }: PaperTable): string {
  const shown = columns.filter(({ name }) => comparators.some(({ figures }) => figures[name]));
  return plainTable(
    [
      { title: 'other methods, from the paper' },
      ...shown.map(({ name }) => ({ title: name, align: 'right' as const })),
    ],
    comparators.map(({ name, figures }) => [
      name,
      ...shown.map((column) => (figures[column.name] ? paperText(figures[column.name]!) : '-')),
    ]),
  );
}

function signed(difference: number): string {
  return `${difference < 0 ? '-' : '+'}${Math.abs(difference).toFixed(2)}`;
}
