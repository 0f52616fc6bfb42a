/** A table that is written row by row, and takes its name when it is complete. */
export interface TableFile<Row> {
  /** @throws OutputError */
  add(row: Row): Promise<void>;
  /** @throws OutputError; the old file stays unchanged */
  finish(): Promise<void>;
  /** Deletes what was written. Does nothing after `finish`. */
  abandon(): Promise<void>;
}

/** Writes the same rows into several files. */
export function allOf<Row>(files: readonly TableFile<Row>[]): TableFile<Row> {
  return {
    async add(row) {
      for (const file of files) await file.add(row);
    },
    async finish() {
      for (const file of files) await file.finish();
    },
    async abandon() {
      for (const file of files) await file.abandon();
    },
  };
}
