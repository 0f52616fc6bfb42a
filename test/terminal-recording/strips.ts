import type { Frame } from './frames.js';
import { piecesOf } from './cells.js';

/** A row of the screen over time. */
export interface Strip {
  /** The row's different contents, as SVG elements; the last frame's first. */
  readonly slots: readonly (readonly string[])[];
  /** Which slot each frame shows. */
  readonly shown: readonly number[];
}

/** Collects the contents of every row. @param classOf the CSS class of a colour; '' for the default colour */
export function stripsOf(frames: readonly Frame[], classOf: (colour: string) => string): Strip[] {
  const last = frames.at(-1)!;
  return last.rows.map((_, row) => {
    const states = frames.map(({ rows }) => piecesOf(rows[row]!, classOf));
    const slots = new Map([states.at(-1)!, ...states].map((pieces) => [pieces.join(''), pieces]));
    const numbers = new Map([...slots.keys()].map((state, slot) => [state, slot]));
    return { slots: [...slots.values()], shown: states.map((pieces) => numbers.get(pieces.join(''))!) };
  });
}

/** Shorter elements are repeated in place. */
const LEAST_SHARED_LENGTH = 40;

/** Elements that occur more than once, and an id for each. */
export function sharedPieces(strips: readonly Strip[]): Map<string, string> {
  const [seen, shared] = [new Set<string>(), new Map<string, string>()];
  for (const piece of strips.flatMap(({ slots }) => slots.flat())) {
    if (seen.has(piece) && !shared.has(piece)) shared.set(piece, `p${shared.size.toString(36)}`);
    else if (piece.length >= LEAST_SHARED_LENGTH) seen.add(piece);
  }
  return shared;
}
