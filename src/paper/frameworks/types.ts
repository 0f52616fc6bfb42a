import type { Engine } from '../../engine/index.js';
import type { frameworks } from '../../inversion/index.js';
import type { Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import type { Digits } from './data/digits.js';
import type { Picture } from './figures.js';
import type { FrameworkRow } from './names.js';

/** Context of a framework's run. */
export interface FrameworkRun {
  readonly engine: Engine;
  readonly rng: Rng;
  /** Real images; undefined: the framework generates data typical of it. */
  readonly digits: Digits | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (done: number, of: number) => void;
  /** Takes over tensors, which are disposed of at the end of the run, however it ends. Returns them. */
  readonly own: <T extends Tensor | frameworks.State>(tensors: T) => T;
}

/** A check independent of the inversion code: plain loops in float64, or another library. */
export interface Check {
  readonly what: string;
  readonly value: number;
  /** The value formatted for reports. */
  readonly text: string;
}

/** Measurements of a framework. */
export interface Measurements {
  readonly data: string;
  /** Number of updates; 0 if the framework learns nothing. */
  readonly steps: number;
  /** Definition of the error in `before` and `after`, relative to the energy of x. */
  readonly error: string;
  /** Error before training; null if nothing is learned and the input is not modified. */
  readonly before: number | null;
  readonly after: number;
  /** Largest violation of the constraint; null if there is none. */
  readonly violation: number | null;
  /** Largest difference between the inverse and the framework's own formula, relative to the largest value. */
  readonly closedFormDifference: number;
  readonly checks: readonly Check[];
  /** Picture for --out, if the framework has one. */
  readonly picture?: Picture;
}

/** A framework's result, as printed by `--json`. */
export interface FrameworkResult extends FrameworkRow, Omit<Measurements, 'picture'> {
  readonly seconds: number;
}
