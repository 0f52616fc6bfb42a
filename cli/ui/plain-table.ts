import stringWidth from 'fast-string-width';
import { printable } from '../../src/printable.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const SPACE = '  ';

/**
 * Formats a table without borders or colours, indented by two columns, for terminals and files. A cell is one line:
 * line breaks and escape codes in it are shown as escapes.
 */
export function plainTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) =>
    row.map((cell) => {
      const text = printable(cell);
      return { text, width: stringWidth(text) };
    }),
  );
  const widths = columns.map((_, i) => lines.reduce((widest, cells) => Math.max(widest, cells[i]?.width ?? 0), 0));
  return lines
    .map((cells) =>
      cells
        .map(({ text, width }, i) => {
          const padding = ' '.repeat(widths[i]! - width);
          return SPACE + (columns[i]!.align === 'right' ? padding + text : text + padding);
        })
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
