import type { Run } from './frames.js';
import { glyphPaths, isDrawn } from './glyphs.js';

/** A terminal's cell in the SVG's units; the baseline is at 0. `textLength` fits fonts of other widths to it. */
export const CELL = { width: 8, top: -13, bottom: 5 } as const;

/**
 * Draws a row as SVG elements: backgrounds, text, and paths for characters that must meet their neighbours. The same
 * content in the same columns gives the same elements.
 * @param classOf the CSS class of a colour; '' for the default colour
 */
export function piecesOf(runs: readonly Run[], classOf: (colour: string) => string): string[] {
  return runs.flatMap((run) => {
    const colour = classOf(run.colour);
    const background = run.background === undefined ? [] : [backgroundOf(run, classOf(run.background))];
    return [
      ...background,
      ...partsOf(run).flatMap(({ column, cells, drawn }) =>
        drawn ? drawnPieces(cells, column, colour) : [textPiece(cells, column, run, colour)],
      ),
    ];
  });
}

interface Part {
  readonly column: number;
  readonly cells: string[];
  readonly drawn: boolean;
}

/** Splits a run into text without wide gaps and sequences of drawn characters. */
function partsOf({ column: start, cells, underline }: Run): Part[] {
  const parts: Part[] = [];
  let spaces = Infinity;
  cells.forEach((cell, i) => {
    if (cell === ' ' && !underline) {
      spaces++;
      return;
    }
    const drawn = isDrawn(cell);
    const part = parts.at(-1);
    if (part && part.drawn === drawn && spaces <= (drawn ? 0 : 1)) {
      part.cells.push(...(spaces === 1 ? [' '] : []), cell);
    } else {
      parts.push({ column: start + i, cells: [cell], drawn });
    }
    spaces = 0;
  });
  return parts;
}

function textPiece(cells: readonly string[], column: number, { bold, underline }: Run, colour: string): string {
  const length = cells.length > 1 ? ` textLength="${cells.length * CELL.width}"` : '';
  const classes = classAttribute(colour, bold ? 'b' : '', underline ? 'u' : '');
  return `<text x="${column * CELL.width}"${length}${classes}>${escapeText(cells.join(''))}</text>`;
}

function drawnPieces(cells: readonly string[], column: number, colour: string): string[] {
  const { light, heavy, filled } = glyphPaths(cells, column, CELL);
  return [
    ['', light],
    ['h', heavy],
    ['f', filled],
  ].flatMap(([kind, path]) => (path === '' ? [] : [`<path${classAttribute(colour, kind!)} d="${path!}"/>`]));
}

function backgroundOf({ column, cells }: Run, colour: string): string {
  const size = `width="${cells.length * CELL.width}" height="${CELL.bottom - CELL.top}"`;
  return `<rect x="${column * CELL.width}" y="${CELL.top}" ${size}${classAttribute(colour)}/>`;
}

function classAttribute(...names: readonly string[]): string {
  const given = names.filter((name) => name !== '').join(' ');
  return given === '' ? '' : ` class="${given}"`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
