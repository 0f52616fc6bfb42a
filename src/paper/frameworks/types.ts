import type { Engine } from '../../engine/index.js';
import type { Rng } from '../../rng.js';
import type { Digits } from './data/digits.js';
import type { Picture } from './figures.js';
import type { FrameworkRow } from './names.js';

/** What a framework runs with. */
export interface FrameworkRun {
  readonly engine: Engine;
  readonly rng: Rng;
  /** Real images; absent: each framework makes the data that it is known for. */
  readonly digits: Digits | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (done: number, of: number) => void;
}

/** A figure that the inversion had no part in: plain loops in float64, or another library. */
export interface Check {
  readonly what: string;
  readonly value: number;
  /** The figure as people read it. */
  readonly text: string;
}

/** What a framework came to. */
export interface Measured {
  readonly data: string;
  /** Updates of what is learned; 0 where nothing is. */
  readonly steps: number;
  /** What `before` and `after` are shares of the energy of. */
  readonly error: string;
  /** Null where there is no before: nothing is learned, nothing was disturbed. */
  readonly before: number | null;
  readonly after: number;
  /** How far the constraint is violated, at most; null where there is none. */
  readonly violation: number | null;
  /** The greatest difference between the inverse and the framework's own formula, relative to the greatest value. */
  readonly closedFormDifference: number;
  readonly checks: readonly Check[];
  /** For --out; absent where there is nothing to see. */
  readonly picture?: Picture;
}

/** One row of what `--json` prints. */
export interface FrameworkResult extends FrameworkRow, Omit<Measured, 'picture'> {
  readonly seconds: number;
}
