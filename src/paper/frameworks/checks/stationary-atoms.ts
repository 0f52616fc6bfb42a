import { SingularValueDecomposition, Matrix } from 'ml-matrix';
import { dot, rowOf, type Rows } from '../arrays.js';
import { SAME_DIRECTION } from './matched-atoms.js';

/**
 * Counts the atoms that equal the leading right singular vector of the examples that they win.
 * @param x [B, D], examples
 * @param atoms unit-norm rows
 * @returns `used`: atoms that win any example; `settled`: those of them that are stationary
 */
export function stationaryAtoms(x: Rows, atoms: Rows): { readonly settled: number; readonly used: number } {
  const won: number[][] = Array.from({ length: atoms.rows }, () => []);
  for (let example = 0; example < x.rows; example++) {
    let best = 0;
    let largest = -1;
    for (let atom = 0; atom < atoms.rows; atom++) {
      const match = Math.abs(dot(rowOf(x, example), rowOf(atoms, atom)));
      if (match > largest) [best, largest] = [atom, match];
    }
    won[best]!.push(example);
  }
  let settled = 0;
  won.forEach((examples, atom) => {
    if (examples.length === 0) return;
    const scatter = new Matrix(x.size, x.size);
    for (const example of examples) {
      const column = Matrix.columnVector(Array.from(rowOf(x, example)));
      scatter.add(column.mmul(column.transpose()));
    }
    const leading = new SingularValueDecomposition(scatter).leftSingularVectors.getColumn(0);
    if (Math.abs(dot(rowOf(atoms, atom), leading)) > SAME_DIRECTION) settled++;
  });
  return { settled, used: won.filter((examples) => examples.length > 0).length };
}
