import { rowOf, squaredDistance, type Rows } from '../arrays.js';

/** Centres, and the index of the nearest centre of each example. */
export interface Clustering {
  readonly centres: Float64Array;
  readonly assignments: Int32Array;
}

/** Returns the index of the row nearest to x; the first if there are several. */
export function nearestRow(
  rows: { readonly data: ArrayLike<number>; readonly rows: number },
  x: ArrayLike<number>,
): number {
  let best = 0;
  let smallest = Infinity;
  for (let index = 0; index < rows.rows; index++) {
    let distance = 0;
    for (let i = 0; i < x.length; i++) distance += (rows.data[index * x.length + i]! - x[i]!) ** 2;
    if (distance < smallest) [best, smallest] = [index, distance];
  }
  return best;
}

/** Textbook version of Lloyd's algorithm, in float64: assign to the nearest centre, replace centres by means. */
export function lloyd(x: Rows, start: Rows, steps: number): Clustering {
  const { size } = x;
  const centres = Float64Array.from(start.data);
  const assign = (): Int32Array =>
    Int32Array.from({ length: x.rows }, (_, index) => nearestRow({ data: centres, rows: start.rows }, rowOf(x, index)));
  for (let step = 0; step < steps; step++) {
    const assignments = assign();
    const sums = new Float64Array(centres.length);
    const counts = new Int32Array(start.rows);
    assignments.forEach((centre, index) => {
      counts[centre]!++;
      rowOf(x, index).forEach((value, i) => (sums[centre * size + i]! += value));
    });
    sums.forEach((sum, i) => {
      const count = counts[Math.floor(i / size)]!;
      if (count > 0) centres[i] = sum / count;
    });
  }
  return { centres, assignments: assign() };
}

/** Inertia Σ ‖x − nearest centre‖², in float64. */
export function inertia(x: Rows, centres: Rows): number {
  let sum = 0;
  for (let index = 0; index < x.rows; index++) {
    sum += squaredDistance(rowOf(x, index), rowOf(centres, nearestRow(centres, rowOf(x, index))));
  }
  return sum;
}
