import { ConfigError } from '../errors.js';
import type { Cell } from '../sweep/index.js';

/** Which cells of a table or figure to train, and whether at their described length. */
export interface CellSelection {
  /** Names of rows, columns or cells, case-insensitive; empty: all. */
  readonly only: readonly string[];
  /** With `as-requested`, the lengths in the descriptions of individual cells are ignored. */
  readonly length: 'as-described' | 'as-requested';
}

/** A cell and its position in a table or figure. */
export interface CellPosition {
  readonly row: string;
  readonly column: string;
  readonly cell: Cell;
}

/**
 * Selects cells by the names of rows, columns or cells.
 * @throws ConfigError for an unknown name
 */
export function selectCells<T extends CellPosition>(all: readonly T[], { only }: CellSelection): readonly T[] {
  if (only.length === 0) return all;
  const unknown = only.find((name) => !all.some((cell) => matches(cell, name)));
  if (unknown !== undefined) {
    const names = (of: (cell: T) => string): string => [...new Set(all.map(of))].join(', ');
    throw new ConfigError(
      `--only ${unknown}: expected a row (${names(({ row }) => row)}), a column (${names(({ column }) => column)}), ` +
        `or a cell such as ${all[0]!.cell.name}`,
    );
  }
  return all.filter((cell) => only.some((name) => matches(cell, name)));
}

function matches({ row, column, cell }: CellPosition, name: string): boolean {
  return [row, column, cell.name].some((candidate) => candidate.toLowerCase() === name.toLowerCase());
}
