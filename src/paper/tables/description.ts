import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CONFIG_FOLDER } from '../../package.js';
import type { PaperTableName } from '../names.js';
import { experiment, settings, type DeepReadonly } from '../settings.js';

const TABLE_FOLDER = join(CONFIG_FOLDER, 'tables');

/** `77.75 ± 0.25`, or a mean alone. */
const figure = z.union([z.number(), z.string().regex(/^[\d.]+ ± [\d.]+$/)]).transform((text) => {
  const [mean, std] = String(text).split(' ± ').map(Number) as [number, number?];
  return { meanPercent: mean, stdPercent: std ?? null };
});

const tableSchema = z.strictObject({
  ...experiment,
  /** A column without settings holds figures of others only. */
  columns: z.array(z.strictObject({ name: z.string(), settings: settings.optional() })),
  rows: z.array(
    z.strictObject({
      name: z.string(),
      settings,
      /** By column. */
      cells: z.record(z.string(), z.strictObject({ paper: figure, settings })),
    }),
  ),
  /** Other methods, as the paper's table has them, by column. */
  comparators: z.array(z.strictObject({ name: z.string(), figures: z.record(z.string(), figure) })),
});

/** One of the paper's tables: its cells as variations of an experiment, and all figures that it prints. */
export type PaperTable = DeepReadonly<z.output<typeof tableSchema>>;

/** An accuracy as the paper prints it. */
export type PaperAccuracy = DeepReadonly<z.output<typeof figure>>;

/** Reads one of the tables that come with Lyrebird, from `configs/tables`. */
export function readPaperTable(name: PaperTableName): PaperTable {
  return tableSchema.parse(parse(readFileSync(join(TABLE_FOLDER, `table-${name}.yaml`), 'utf8')));
}
