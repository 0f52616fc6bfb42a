import { join } from 'node:path/posix';
import type { Cell } from './cell.js';

/** One training run of a sweep. */
export interface Trial {
  readonly cell: Cell;
  readonly seed: number;
  /** Its run folder, inside that of the sweep. */
  readonly folder: string;
}

/** Folder of all trials, inside that of the sweep. */
export const TRIALS_FOLDER = 'trials';

/**
 * Lists the trials of the cells: `seeds` consecutive seeds of each, from `firstSeed` on. Seeds vary slowest, so that a
 * sweep that is cut short has covered every cell.
 */
export function trialsOf(cells: readonly Cell[], seeds: number, firstSeed = 1): Trial[] {
  return Array.from({ length: seeds }, (_, index) => firstSeed + index).flatMap((seed) =>
    cells.map((cell) => ({ cell, seed, folder: join(TRIALS_FOLDER, cell.folder, `seed-${seed}`) })),
  );
}

/** Display name: `loss.alpha=0.3 loss.beta=0.2, seed 4`. */
export function trialName({ cell, seed }: Trial): string {
  return `${cell.name}, seed ${seed}`;
}
