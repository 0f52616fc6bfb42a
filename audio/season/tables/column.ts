/** A date or time: as CSV has it, and in milliseconds since 1970, local ones as if they were UTC. */
export interface TimeValue {
  readonly text: string;
  readonly milliseconds: number;
}

/** Values of a column by its type, as Parquet names them; CSV has them all as text. */
export interface ColumnValues {
  readonly text: string;
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  /** An instant. */
  readonly utcTime: TimeValue;
  /** What a clock shows. */
  readonly localTime: TimeValue;
  readonly date: TimeValue;
}

export type ColumnType = keyof ColumnValues;

/** A column of a table. */
export type Column<Row> = {
  [Type in ColumnType]: {
    /** In snake case, with its unit. */
    readonly name: string;
    readonly type: Type;
    /** The value in a row; undefined if it is missing. */
    readonly value: (row: Row) => ColumnValues[Type] | undefined;
  };
}[ColumnType];
