import stringWidth from 'string-width';
import { printable } from '../../src/printable.js';

const SEGMENTER = new Intl.Segmenter();

/**
 * Fits a text into one line of at most `columns` columns: shown as it is if it is short enough, otherwise cut after a
 * word, with an ellipsis. A word is cut only if it would not leave half of the line filled.
 */
export function fitted(text: string, columns: number): string {
  const line = printable(text);
  if (stringWidth(line) <= columns) return line;
  if (columns < 1) return '';
  let cut = '';
  for (const { segment } of SEGMENTER.segment(line)) {
    if (stringWidth(cut + segment) > columns - 1) break;
    cut += segment;
  }
  const isWhole = line[cut.length] === ' ';
  const words = isWhole ? cut : cut.slice(0, cut.lastIndexOf(' ') + 1);
  return `${(stringWidth(words.trimEnd()) >= (columns - 1) / 2 ? words : cut).trimEnd()}…`;
}

/** Joins as many of the parts as fit into `columns` columns, the first ones first, with two spaces between them. */
export function fittedParts(parts: readonly string[], columns: number): string {
  let line = '';
  for (const part of parts.map(printable)) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (stringWidth(longer) > columns) break;
    line = longer;
  }
  return line === '' ? fitted(parts[0] ?? '', columns) : line;
}
