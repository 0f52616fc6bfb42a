import type { Rng } from '../../../rng.js';
import { rowOf, rowsOf, type Rows } from '../arrays.js';

/** Random directions: unit-norm rows. */
export function directions(rng: Rng, count: number, size: number): Rows {
  return rowsOf(count, size, (row) => {
    row.forEach((_, i) => (row[i] = rng.normal()));
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  });
}

export interface SparseSignals {
  readonly x: Rows;
  readonly dictionary: Rows;
}

/** Noisy sums of a few atoms with random signs, for sparse coding to decompose. */
export function sparseSignals(
  rng: Rng,
  { examples = 800, size = 16, atoms = 20, active = 3, noise = 0.01 } = {},
): SparseSignals {
  const dictionary = directions(rng.split('dictionary'), atoms, size);
  const all = Array.from({ length: atoms }, (_, atom) => atom);
  const x = rowsOf(examples, size, (row) => {
    for (const atom of rng.shuffle(all).slice(0, active)) {
      const weight = (rng.uniform() < 0.5 ? -1 : 1) * (0.5 + rng.uniform());
      rowOf(dictionary, atom).forEach((value, i) => (row[i]! += weight * value));
    }
    row.forEach((value, i) => (row[i] = value + noise * rng.normal()));
  });
  return { x, dictionary };
}

export interface Bars {
  readonly x: Rows;
  readonly parts: Rows;
}

/** Images of horizontal and vertical bars, each present with a fixed probability: parts that NMF is known to find. */
export function bars(rng: Rng, { examples = 600, side = 6, probability = 0.25 } = {}): Bars {
  const parts = rowsOf(2 * side, side * side, (row, index) => {
    const line = index % side;
    for (let i = 0; i < side; i++) row[index < side ? line * side + i : i * side + line] = 1;
  });
  const x = rowsOf(examples, side * side, (row) => {
    for (let part = 0; part < parts.rows; part++) {
      const weight = rng.uniform() < probability ? -Math.log(1 - rng.uniform()) : 0;
      rowOf(parts, part).forEach((value, i) => (row[i]! += weight * value));
    }
  });
  return { x, parts };
}

/** Gaussian vectors along random directions, whose standard deviations decrease by the factor `decay`. */
export function ellipsoid(rng: Rng, { examples = 500, size = 24, decay = 0.8 } = {}): Rows {
  const basis = directions(rng.split('directions'), size, size);
  return rowsOf(examples, size, (row) => {
    for (let direction = 0; direction < size; direction++) {
      const weight = decay ** direction * rng.normal();
      rowOf(basis, direction).forEach((value, i) => (row[i]! += weight * value));
    }
  });
}

/** Isotropic Gaussian clusters around random centres. */
export function clouds(rng: Rng, { examples = 600, size = 8, centres = 5, spread = 3 } = {}): Rows {
  const centreRows = rowsOf(centres, size, (row) => row.forEach((_, i) => (row[i] = spread * rng.normal())));
  return rowsOf(examples, size, (row) => {
    const centre = rowOf(centreRows, rng.integer(centres));
    row.forEach((_, i) => (row[i] = centre[i]! + rng.normal()));
  });
}

export interface Lines {
  readonly x: Rows;
  readonly directions: Rows;
}

/** Noisy points along random lines through the origin, on both sides of it. */
export function lines(rng: Rng, { examples = 600, size = 8, count = 6, noise = 0.1 } = {}): Lines {
  const known = directions(rng.split('directions'), count, size);
  const x = rowsOf(examples, size, (row) => {
    const weight = (rng.uniform() < 0.5 ? -1 : 1) * (0.5 + rng.uniform());
    const line = rowOf(known, rng.integer(count));
    row.forEach((_, i) => (row[i] = weight * line[i]! + noise * rng.normal()));
  });
  return { x, directions: known };
}
