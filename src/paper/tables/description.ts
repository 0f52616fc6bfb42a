import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CONFIG_FOLDER } from '../../package.js';
import type { PaperTableName } from '../names.js';
import type { DeepReadonly } from '../../train/index.js';
import { experiment, settings } from '../settings.js';

const TABLE_FOLDER = join(CONFIG_FOLDER, 'tables');

/** An accuracy in percent: `77.75 ± 0.25`, or a mean alone. */
const accuracy = z.union([z.number(), z.string().regex(/^[\d.]+ ± [\d.]+$/)]).transform((text) => {
  const [mean, std] = String(text).split(' ± ').map(Number) as [number, number?];
  return { meanPercent: mean, stdPercent: std ?? null };
});

const tableSchema = z.strictObject({
  ...experiment,
  /** A column without settings contains only accuracies of other methods. */
  columns: z.array(z.strictObject({ name: z.string(), settings: settings.optional() })),
  rows: z.array(
    z.strictObject({
      name: z.string(),
      settings,
      /** Cells by column. */
      cells: z.record(z.string(), z.strictObject({ paper: accuracy, settings })),
    }),
  ),
  /** Other methods in the paper's table, with their accuracies by column. */
  comparators: z.array(z.strictObject({ name: z.string(), figures: z.record(z.string(), accuracy) })),
});

/** One of the paper's tables: its cells as variations of an experiment, and all accuracies that it lists. */
export type PaperTable = DeepReadonly<z.output<typeof tableSchema>>;

/** An accuracy in the paper. */
export type PaperAccuracy = DeepReadonly<z.output<typeof accuracy>>;

/** Reads the description of a table from `configs/tables`. */
export function readPaperTable(name: PaperTableName): PaperTable {
  return tableSchema.parse(parse(readFileSync(join(TABLE_FOLDER, `table-${name}.yaml`), 'utf8')));
}
