import type { Rng } from '../../../rng.js';
import { rowOf, rowsOf, type Rows } from '../arrays.js';

const JUMPS = [0.1, 0.13, 0.15, 0.23, 0.25, 0.4, 0.44, 0.65, 0.76, 0.78, 0.81];
const BLOCK_HEIGHTS = [4, -5, 3, -4, 5, -4.2, 2.1, 4.3, -3.1, 2.1, -4.2];
const BUMP_HEIGHTS = [4, 5, 3, 4, 5, 4.2, 2.1, 4.3, 3.1, 5.1, 4.2];
const BUMP_WIDTHS = [0.005, 0.005, 0.006, 0.01, 0.01, 0.03, 0.01, 0.01, 0.005, 0.008, 0.005];

/** The four test signals of Donoho and Johnstone (1994), table 1, on [0, 1]. */
export const TEST_SIGNALS = {
  blocks: (t: number) => JUMPS.reduce((sum, jump, i) => sum + (BLOCK_HEIGHTS[i]! * (1 + Math.sign(t - jump))) / 2, 0),
  bumps: (t: number) =>
    JUMPS.reduce((sum, at, i) => sum + BUMP_HEIGHTS[i]! * (1 + Math.abs((t - at) / BUMP_WIDTHS[i]!)) ** -4, 0),
  heaviSine: (t: number) => 4 * Math.sin(4 * Math.PI * t) - Math.sign(t - 0.3) - Math.sign(0.72 - t),
  doppler: (t: number) => Math.sqrt(t * (1 - t)) * Math.sin((2 * Math.PI * 1.05) / (t + 0.05)),
} as const;

export interface NoisySignals {
  readonly clean: Rows;
  readonly noisy: Rows;
}

/** Returns the four test signals, scaled to standard deviation `ratio`, without noise and with noise of deviation 1. */
export function noisySignals(rng: Rng, { size = 2048, ratio = 7 } = {}): NoisySignals {
  const formulas = Object.values(TEST_SIGNALS);
  const clean = rowsOf(formulas.length, size, (row, index) => {
    row.forEach((_, i) => (row[i] = formulas[index]!((i + 0.5) / size)));
    const mean = row.reduce((sum, value) => sum + value, 0) / size;
    const deviation = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
    row.forEach((value, i) => (row[i] = (ratio * value) / deviation));
  });
  return { clean, noisy: withNoise(rng, clean, 1) };
}

/** Adds independent normal noise. */
export function withNoise(rng: Rng, rows: Rows, deviation: number): Rows {
  return rowsOf(rows.rows, rows.size, (row, index) => {
    const clean = rowOf(rows, index);
    row.forEach((_, i) => (row[i] = clean[i]! + deviation * rng.normal()));
  });
}

/**
 * Miniature bird song: each example is a tone, a sweep or a few clicks, with random time and pitch.
 * No single basis suits all of them.
 */
export function chirps(rng: Rng, { examples = 40, size = 256 } = {}): Rows {
  return rowsOf(examples, size, (row) => {
    const [tone, sweep, from] = [10 + 80 * rng.uniform(), 20 + 60 * rng.uniform(), rng.uniform() * 0.5];
    const kind = rng.integer(3);
    row.forEach((_, i) => {
      const t = i / size;
      const window = t > from && t < from + 0.5 ? Math.sin(2 * Math.PI * (t - from)) ** 2 : 0;
      const phase = kind === 0 ? tone * t : 20 * t + (sweep * t * t) / 2;
      row[i] = kind < 2 ? window * Math.sin(2 * Math.PI * phase) : 0;
    });
    if (kind === 2) for (let click = 0; click < 5; click++) row[rng.integer(size)]! += rng.normal();
  });
}
