import type { PaperAccuracy, PaperTable } from './description.js';
import { createCell, type Settings } from '../../sweep/index.js';
import { selectCells, type CellSelection, type CellPosition } from '../select-cells.js';

const LENGTH_SETTINGS: ReadonlySet<string> = new Set(['train.steps', 'train.epochs']);

/** A trainable cell of one of the paper's tables. */
export interface TableCell extends CellPosition {
  readonly paper: PaperAccuracy;
}

/**
 * Returns the selected cells of a table, column by column.
 * @throws ConfigError if the table has no row, column or cell of a selected name
 */
export function tableCells(table: PaperTable, selection: CellSelection): readonly TableCell[] {
  const all = table.columns.flatMap((column) =>
    table.rows.flatMap((row): TableCell[] => {
      const entry = row.cells[column.name];
      if (!entry || !column.settings) return [];
      const described = { ...row.settings, ...column.settings, ...entry.settings };
      const settings = selection.length === 'as-requested' ? withoutLength(described) : described;
      const cell = createCell(settings, `${row.name}/${column.name}`);
      return [{ row: row.name, column: column.name, cell, paper: entry.paper }];
    }),
  );
  return selectCells(all, selection);
}

function withoutLength(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([path]) => !LENGTH_SETTINGS.has(path)));
}
