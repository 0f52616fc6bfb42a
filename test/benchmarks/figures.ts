import { z } from 'zod';

/** What was measured, and how it can be measured again. */
const figure = z.strictObject({
  /** What the numbers are. */
  measures: z.string(),
  /** By seed, or by what else the runs differ in. */
  values: z.exactOptional(z.record(z.string(), z.number())),
  /** Where there are no single values: the numbers as they are written. */
  text: z.exactOptional(z.string()),
  /** The same, of what was measured together: by name, each with its unit. */
  texts: z.exactOptional(z.record(z.string().regex(/^[a-z0-9-]+$/), z.string())),
  /** After the numbers, such as `%`. */
  unit: z.exactOptional(z.string()),
  /** Decimal places; default: 1. */
  digits: z.exactOptional(z.int().min(0)),
  /** Command that measures it; `N` is the seed. */
  command: z.string(),
  /** Commit of the program that measured. */
  commit: z.string().regex(/^[0-9a-f]{7,40}$/),
  processor: z.string(),
  /** Of one run; of training runs, without tests. */
  minutes: z.exactOptional(z.number()),
});

const table = z.strictObject({
  columns: z.array(z.string()),
  /** Cells are Markdown; `{figure}` and `{figure.property}` stand for figures. */
  rows: z.array(z.array(z.string())),
});

const benchmarks = z
  .strictObject({ figures: z.record(z.string().regex(/^[a-z0-9-]+$/), figure), tables: z.record(z.string(), table) })
  .check(({ value, issues }) => {
    for (const [name, { values, text, texts }] of Object.entries(value.figures)) {
      if ([values, text, texts].filter((numbers) => numbers !== undefined).length === 1) continue;
      issues.push({ code: 'custom', input: value, message: `${name}: expected one of values, text and texts` });
    }
  });

export type Figure = z.output<typeof figure>;
export type Table = z.output<typeof table>;
/** Content of `docs/benchmarks.json`. */
export type Benchmarks = z.output<typeof benchmarks>;

/** Parses `docs/benchmarks.json`. @throws if it has another form */
export function parseBenchmarks(text: string): Benchmarks {
  return benchmarks.parse(JSON.parse(text));
}

/**
 * Formats a figure: `97.0 ± 1.8 %`, mean and standard deviation of its values.
 * @param property `number`: the summary without its unit; `values`: all, in order; `seeds`: what they belong to;
 * `minutes`: of a run; a name in `texts`; default: the summary
 * @throws RangeError if the figure has no such property
 */
export function formatFigure(name: string, figure: Figure, property?: string): string {
  const { values, text, texts, unit, digits = 1, minutes } = figure;
  const withUnit = (numbers: string): string => (unit === undefined ? numbers : `${numbers} ${unit}`);
  if (property === 'minutes' && minutes !== undefined) return minutes.toFixed(0);
  if (property === undefined && text !== undefined) return withUnit(text);
  if (property === 'number' && text !== undefined) return text;
  const named = property === undefined ? undefined : texts?.[property];
  if (named !== undefined) return named;
  if (values !== undefined) {
    const numbers = Object.values(values);
    if (property === undefined) return withUnit(spread(numbers, digits));
    if (property === 'number') return spread(numbers, digits);
    if (property === 'values') return withUnit(numbers.map((value) => value.toFixed(digits)).join(', '));
    if (property === 'seeds') return Object.keys(values).join(', ');
  }
  throw new RangeError(`figure ${name} has no ${property ?? 'single number'}`);
}

function spread(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return mean.toFixed(digits);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(digits)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(digits)}`;
}
