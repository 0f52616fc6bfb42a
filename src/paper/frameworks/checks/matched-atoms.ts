import { dot, rowOf, type Rows } from '../arrays.js';

/** A learned atom matches a known one if their absolute cosine is above this. */
export const SAME_DIRECTION = 0.99;

/** Counts the known directions that were learned, up to sign and order. */
export function matchedAtoms(known: Rows, learned: Rows): number {
  let count = 0;
  for (let index = 0; index < known.rows; index++)
    if (bestCosine(rowOf(known, index), learned) > SAME_DIRECTION) count++;
  return count;
}

function bestCosine(direction: Float32Array, learned: Rows): number {
  let best = 0;
  for (let index = 0; index < learned.rows; index++) {
    const atom = rowOf(learned, index);
    const lengths = Math.sqrt(dot(direction, direction) * dot(atom, atom));
    if (lengths > 0) best = Math.max(best, Math.abs(dot(direction, atom)) / lengths);
  }
  return best;
}
