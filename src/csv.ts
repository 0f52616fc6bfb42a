import { stringify, type Options } from 'csv-stringify/sync';
import { printable } from './printable.js';

/** A value in a table; null and undefined are empty cells. */
export type CsvValue = string | number | boolean | null | undefined;

/** A number as text, or an offset from UTC (`+02:00`): no spreadsheet runs them. */
const NUMBER = /^[+-]?(?:(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|\d\d:\d\d(:\d\d)?)$/i;
/** First characters of what spreadsheets take for a formula, also in their full-width forms. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Makes a text safe in a cell of a table for people. If a spreadsheet would run it as a formula, it starts with an
 * apostrophe, as OWASP recommends; line breaks and escape codes become escapes. Numbers stay.
 */
export function textCell(text: string): string {
  const cell = printable(text);
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${cell}` : cell;
}

/**
 * Formats rows as CSV with safe cells. Names of columns are cells too.
 * @param options `header` and `columns`, for rows that are objects
 */
export function csvText(
  rows: readonly (readonly CsvValue[] | Readonly<Record<string, CsvValue>>)[],
  options: Pick<Options, 'header' | 'columns'> = {},
): string {
  // Quoted also if they contain a semicolon, which separates cells where a comma is the decimal point.
  return stringify([...rows], { ...options, quoted_match: /;/, cast: { string: textCell } });
}
