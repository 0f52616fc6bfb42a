import { mean } from '../../../src/eval/scores/index.js';
import type { PaperAccuracy, PaperTable, ReproducedCell } from '../../../src/paper/index.js';
import { spread, valueText } from '../../../src/sweep/index.js';
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
    [...rows, ...overall(cells)],
  );
}

/** Mean and standard deviation over the rows, the last line of Table 2; shown once every row has an accuracy. */
function overall(cells: readonly ReproducedCell[]): string[][] {
  const ours = cells.flatMap((cell) => (cell.ours ? [cell.ours.mean] : []));
  if (cells.length < 2 || ours.length < cells.length) return [];
  const paper = mean(cells.map((cell) => cell.paper.meanPercent));
  const all = spread(ours)!;
  return [
    ['mean ± std of the rows', '', '', spreadText(all), '', '', paper.toFixed(2), signed(all.mean * 100 - paper)],
  ];
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
