import { join } from 'node:path/posix';
import type { Cell } from './cell.js';

/** One training run of a sweep. */
export interface Trial {
  readonly cell: Cell;
  readonly seed: number;
  /** Its run folder, below that of the sweep. */
  readonly folder: string;
}

/** Folder of all trials, below that of the sweep. */
const TRIALS = 'trials';

/** All trials of some cells: seeds 1 to `seeds` of each. The first seed of every cell comes first, so that a sweep that is cut short has seen them all. */
export function trialsOf(cells: readonly Cell[], seeds: number): Trial[] {
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
    cells.map((cell) => ({ cell, seed, folder: join(TRIALS, cell.folder, `seed-${seed}`) })),
  );
}

/** For people: `loss.alpha=0.3 loss.beta=0.2, seed 4`. */
export function trialName({ cell, seed }: Trial): string {
  return `${cell.name}, seed ${seed}`;
}
