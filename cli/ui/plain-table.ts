import Table from 'cli-table3';
import { printable } from '../../src/printable.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/**
 * Formats a table without borders or colours, indented by two columns, for terminals and files. A cell is one line:
 * line breaks and escape codes in it are shown as escapes.
 */
export function plainTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ title }) => printable(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
    chars: NO_BORDERS,
  });
  table.push(...rows.map((row) => row.map(printable)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
