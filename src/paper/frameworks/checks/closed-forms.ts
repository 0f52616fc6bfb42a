import { dot, rowOf, type Rows } from '../arrays.js';
import { nearestRow } from './lloyd.js';

/** Textbook formulas of the frameworks' reconstructions, as float64 loops that use neither f nor its derivative. */

/** Linear combination of atoms, α W. */
export function combine64(codes: Rows, atoms: Rows): Float64Array {
  const out = new Float64Array(codes.rows * atoms.size);
  for (let example = 0; example < codes.rows; example++) {
    rowOf(codes, example).forEach((weight, atom) => {
      if (weight === 0) return;
      rowOf(atoms, atom).forEach((value, i) => (out[example * atoms.size + i]! += weight * value));
    });
  }
  return out;
}

/** Projection onto orthonormal rows, WᵀW x. */
export function project64(x: Rows, atoms: Rows): Float64Array {
  const out = new Float64Array(x.data.length);
  for (let example = 0; example < x.rows; example++) {
    for (let atom = 0; atom < atoms.rows; atom++) {
      const weight = dot(rowOf(x, example), rowOf(atoms, atom));
      rowOf(atoms, atom).forEach((value, i) => (out[example * x.size + i]! += weight * value));
    }
  }
  return out;
}

/** ⟨x, W_w⟩ W_w for the atom W_w with the largest |⟨x, W_w⟩|; atoms have unit norm. */
export function bestLine64(x: Rows, atoms: Rows): Float64Array {
  const out = new Float64Array(x.data.length);
  for (let example = 0; example < x.rows; example++) {
    let best: { readonly atom: number; readonly match: number } = { atom: 0, match: 0 };
    for (let atom = 0; atom < atoms.rows; atom++) {
      const match = dot(rowOf(x, example), rowOf(atoms, atom));
      if (Math.abs(match) > Math.abs(best.match)) best = { atom, match };
    }
    rowOf(atoms, best.atom).forEach((value, i) => (out[example * x.size + i] = best.match * value));
  }
  return out;
}

/** Replaces every row by the nearest exemplar. */
export function nearest64(x: Rows, exemplars: Rows): Float64Array {
  const out = new Float64Array(x.data.length);
  for (let example = 0; example < x.rows; example++) {
    out.set(rowOf(exemplars, nearestRow(exemplars, rowOf(x, example))), example * x.size);
  }
  return out;
}
