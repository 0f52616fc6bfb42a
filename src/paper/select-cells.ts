import { ConfigError } from '../errors.js';
import type { Cell } from '../sweep/index.js';

/** Which cells of what is to be reproduced, and how long. */
export interface CellSelection {
  /** Rows, columns, or cells by name, in any case; empty: all. */
  readonly only: readonly string[];
  /** Whether another length is asked for: then those that belong to single cells do not count. */
  readonly length: 'as-described' | 'as-asked';
}

/** A cell, and where it stands in what is to be reproduced. */
export interface CellPosition {
  readonly row: string;
  readonly column: string;
  readonly cell: Cell;
}

/**
 * Those of the cells that are meant.
 * @throws ConfigError for a name that there is not
 */
export function selectCells<T extends CellPosition>(all: readonly T[], { only }: CellSelection): readonly T[] {
  if (only.length === 0) return all;
  const unknown = only.find((name) => !all.some((cell) => isMeant(cell, name)));
  if (unknown !== undefined) {
    const names = (of: (cell: T) => string): string => [...new Set(all.map(of))].join(', ');
    throw new ConfigError(
      `--only ${unknown}: expected a row (${names(({ row }) => row)}), a column (${names(({ column }) => column)}), ` +
        `or a cell such as ${all[0]!.cell.name}`,
    );
  }
  return all.filter((cell) => only.some((name) => isMeant(cell, name)));
}

function isMeant({ row, column, cell }: CellPosition, name: string): boolean {
  return [row, column, cell.name].some((own) => own.toLowerCase() === name.toLowerCase());
}
