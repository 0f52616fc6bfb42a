import type { PaperAccuracy, PaperTable } from './description.js';
import { createCell, type Settings } from '../../sweep/index.js';
import { selectCells, type CellSelection, type CellPosition } from '../select-cells.js';

const LENGTHS: ReadonlySet<string> = new Set(['train.steps', 'train.epochs']);

/** A cell of one of the paper's tables that can be trained. */
export interface TableCell extends CellPosition {
  readonly paper: PaperAccuracy;
}

/**
 * The cells of a table, column by column.
 * @throws ConfigError for a name that the table does not have
 */
export function tableCells(table: PaperTable, choice: CellSelection): readonly TableCell[] {
  const all = table.columns.flatMap((column) =>
    table.rows.flatMap((row): TableCell[] => {
      const entry = row.cells[column.name];
      if (!entry || !column.settings) return [];
      const described = { ...row.settings, ...column.settings, ...entry.settings };
      const settings = choice.length === 'as-asked' ? withoutLength(described) : described;
      const cell = createCell(settings, `${row.name}/${column.name}`);
      return [{ row: row.name, column: column.name, cell, paper: entry.paper }];
    }),
  );
  return selectCells(all, choice);
}

function withoutLength(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([path]) => !LENGTHS.has(path)));
}
