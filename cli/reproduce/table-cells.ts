import { ConfigError } from '../../src/errors.js';
import type { PaperFigure, PaperTable } from '../../src/eval/paper-table.js';
import { createCell, type Cell } from '../../src/train/sweep/index.js';

/** A cell of one of the paper's tables that can be trained. */
export interface TableCell {
  readonly row: string;
  readonly column: string;
  readonly cell: Cell;
  readonly paper: PaperFigure;
}

/**
 * The cells of a table, column by column.
 * @param only rows, columns, or cells as `row/column`, in any case; empty: all
 * @throws ConfigError for a name that the table does not have
 */
export function tableCells(table: PaperTable, only: readonly string[]): TableCell[] {
  const all = table.columns.flatMap((column) =>
    table.rows.flatMap((row): TableCell[] => {
      const entry = row.cells[column.name];
      if (!entry || !column.settings) return [];
      const settings = { ...row.settings, ...column.settings, ...entry.settings };
      const cell = createCell(settings, `${row.name}/${column.name}`);
      return [{ row: row.name, column: column.name, cell, paper: entry.paper }];
    }),
  );
  if (only.length === 0) return all;
  const unknown = only.find((name) => !all.some((cell) => isMeant(cell, name)));
  if (unknown !== undefined) {
    const rows = table.rows.map(({ name }) => name).join(', ');
    const columns = [...new Set(all.map(({ column }) => column))].join(', ');
    throw new ConfigError(
      `--only ${unknown}: expected a row (${rows}), a column (${columns}), or a cell such as ${all[0]!.cell.name}`,
    );
  }
  return all.filter((cell) => only.some((name) => isMeant(cell, name)));
}

function isMeant({ row, column, cell }: TableCell, name: string): boolean {
  return [row, column, cell.name].some((own) => own.toLowerCase() === name.toLowerCase());
}
