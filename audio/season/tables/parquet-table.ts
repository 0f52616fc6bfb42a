import type { SchemaElement } from 'hyparquet';
import { openAtomicFile } from '../../../src/files/index.js';
import type { Column, ColumnType, ColumnValues } from './column.js';
import type { TableFile } from './table-file.js';

/** Rows per row group: all that is in memory. */
const ROW_GROUP = 20_000;
const DAY_MILLISECONDS = 86_400_000;

type ParquetValue = string | number | boolean | bigint | null;

/** Types of Parquet (parquet-format, LogicalTypes.md): times are in milliseconds, local ones not adjusted to UTC. */
const TYPES: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  integer: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
  utcTime: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
  localTime: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
};

/**
 * Opens a Parquet file. It is written in row groups, so memory does not grow with the number of rows.
 * @throws OutputError
 */
export async function openParquetTable<Row>(path: string, columns: readonly Column<Row>[]): Promise<TableFile<Row>> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const file = await openAtomicFile(path);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...TYPES[type], repetition_type: 'OPTIONAL' as const })),
    ],
    createdBy: 'lyrebird',
  });
  let data: ParquetValue[][] = columns.map(() => []);
  let isEmpty = true;
  /** Moves what was written from memory to the file. `offset` keeps counting all bytes. */
  const drain = async (): Promise<void> => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    await file.write(written);
  };
  const flush = async (): Promise<void> => {
    if (data[0]!.length === 0) return;
    isEmpty = false;
    const columnData = columns.map(({ name }, index) => ({ name, data: data[index]! }));
    await writer.write({ columnData, rowGroupSize: ROW_GROUP });
    data = columns.map(() => []);
    await drain();
  };
  return {
    async add(row) {
      columns.forEach((column, index) => data[index]!.push(valueOf(column.value(row), column.type)));
      if (data[0]!.length >= ROW_GROUP) await flush();
    },
    async finish() {
      await flush();
      await writer.finish();
      if (isEmpty) typeEmptyList(bytes.getBytes());
      await drain();
      await file.finish();
    },
    abandon: () => file.abandon(),
  };
}

/**
 * Of an empty file's metadata: `num_rows` 0, then `row_groups`, an empty list without a type (Thrift compact protocol).
 */
const NO_ROW_GROUPS = [0x16, 0x00, 0x19, 0x00] as const;
const EMPTY_LIST_OF_STRUCTS = 0x0c;

/**
 * Makes the list of row groups one of structs. hyparquet-writer guesses the type of a list from its first element, and
 * readers that check it, as that of Apache Arrow in Rust, refuse the file.
 */
function typeEmptyList(bytes: Uint8Array): void {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(Buffer.from(NO_ROW_GROUPS));
  if (at >= 0) bytes[at + NO_ROW_GROUPS.length - 1] = EMPTY_LIST_OF_STRUCTS;
}

function valueOf(value: ColumnValues[ColumnType] | undefined, type: ColumnType): ParquetValue {
  if (value === undefined) return null;
  if (typeof value !== 'object') return value;
  return type === 'date' ? Math.floor(value.milliseconds / DAY_MILLISECONDS) : BigInt(value.milliseconds);
}
