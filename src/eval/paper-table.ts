import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PaperTableName } from './paper-table-names.js';

const TABLE_FOLDER = fileURLToPath(new URL('../../../configs/tables/', import.meta.url));

const settings = z.record(z.string(), z.union([z.string(), z.number()])).default({});

/** `77.75 ± 0.25`, or a mean alone. */
const figure = z.union([z.number(), z.string().regex(/^[\d.]+ ± [\d.]+$/)]).transform((text) => {
  const [mean, std] = String(text).split(' ± ').map(Number) as [number, number?];
  return { meanPercent: mean, stdPercent: std ?? null };
});

const tableSchema = z.strictObject({
  title: z.string(),
  /** Experiment that its cells are variations of. */
  task: z.string(),
  inputShape: z.array(z.int().min(1)),
  classCount: z.int().min(2),
  /** Runs of each cell, unless told otherwise. */
  seeds: z.int().min(1),
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

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** One of the paper's tables: its cells as variations of an experiment, and all figures that it prints. */
export type PaperTable = DeepReadonly<z.output<typeof tableSchema>>;

/** An accuracy as the paper prints it. */
export type PaperFigure = DeepReadonly<z.output<typeof figure>>;

/** Reads one of the tables that come with Lyrebird, from `configs/tables`. */
export function readPaperTable(name: PaperTableName): PaperTable {
  return tableSchema.parse(parse(readFileSync(`${TABLE_FOLDER}table-${name}.yaml`, 'utf8')));
}
