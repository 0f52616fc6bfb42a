import { csvText } from '../../../src/csv.js';
import { openAtomicFile } from '../../../src/files/index.js';
import type { Column, ColumnValues, ColumnType } from './column.js';
import type { TableFile } from './table-file.js';

/** Byte order mark, by which Excel recognises UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Rows are made into text so many at a time. */
const ROWS_AT_ONCE = 256;

/**
 * Opens a CSV file as R's `read.csv` and pandas' `read_csv` read it without options: UTF-8, commas, points, cells
 * quoted where they have to be, no line breaks in cells, nothing where a value is missing (RFC 4180, but for line ends,
 * which are `\n`).
 * @throws OutputError
 */
export async function openCsvTable<Row>(
  path: string,
  columns: readonly Column<Row>[],
  { byteOrderMark = false }: { readonly byteOrderMark?: boolean } = {},
): Promise<TableFile<Row>> {
  const file = await openAtomicFile(path);
  await file.write((byteOrderMark ? BYTE_ORDER_MARK : '') + csvText([columns.map(({ name }) => name)]));
  let rows: (string | number | undefined)[][] = [];
  const flush = async (): Promise<void> => {
    const text = csvText(rows);
    rows = [];
    await file.write(text);
  };
  return {
    async add(row) {
      rows.push(columns.map((column) => cellOf(column.value(row))));
      if (rows.length >= ROWS_AT_ONCE) await flush();
    },
    async finish() {
      await flush();
      await file.finish();
    },
    abandon: () => file.abandon(),
  };
}

function cellOf(value: ColumnValues[ColumnType] | undefined): string | number | undefined {
  // R takes no other spelling for a logical value.
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'object' ? value.text : value;
}
