import stringWidth from 'string-width';
import { printable } from '../../src/printable.js';

const SEGMENTER = new Intl.Segmenter();

/**
 * Fits a text into one line of at most `columns` columns: shown as it is if it is short enough, otherwise cut after a
 * word, with an ellipsis. A word is cut only if less than half of the line would be filled without it.
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
  const endsWord = line[cut.length] === ' ';
  const words = (endsWord ? cut : cut.slice(0, cut.lastIndexOf(' ') + 1)).trimEnd();
  const kept = stringWidth(words) >= (columns - 1) / 2 ? words : cut.trimEnd();
  return `${kept.replace(/[,;:]$/, '')}…`;
}

/** Returns the first text that fits into `columns` columns; the last one cut, if none does. */
export function firstThatFits(texts: readonly string[], columns: number): string {
  return texts.find((text) => stringWidth(printable(text)) <= columns) ?? fitted(texts.at(-1)!, columns);
}

/** Fits a text and fills it up with spaces to exactly `columns` columns. */
export function fittedColumn(text: string, columns: number): string {
  const line = fitted(text, columns);
  return line + ' '.repeat(Math.max(0, columns - stringWidth(line)));
}

/** Part of a line, such as `seed 1`. */
export interface LinePart {
  readonly text: string;
  /** Parts of the highest rank are left out first. Default: the position in the line. */
  readonly rank?: number;
}

/**
 * Leaves out parts until the others fit into `columns` columns. If one alone is too long, it is cut.
 * @param separator text between two parts
 */
export function partsThatFit<Part extends LinePart>(
  parts: readonly Part[],
  columns: number,
  separator: string,
): readonly Part[] {
  const shown = parts.filter(({ text }) => text !== '').map((part) => ({ ...part, text: printable(part.text) }));
  if (shown.length === 0) return [];
  if (stringWidth(shown.map(({ text }) => text).join(separator)) <= columns) return shown;
  if (shown.length === 1) return [{ ...shown[0]!, text: fitted(shown[0]!.text, columns) }];
  const ranks = shown.map(({ rank }, position) => rank ?? position);
  const last = ranks.lastIndexOf(Math.max(...ranks));
  // Ranks are by position in the whole line, so they stay with their parts.
  const rest = shown.map((part, position) => ({ ...part, rank: ranks[position]! })).filter((_, i) => i !== last);
  return partsThatFit(rest, columns, separator);
}
