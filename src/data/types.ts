import type { Rng } from '../rng.js';

/** Label of an example whose class is not known. */
export const UNLABELLED = -1;

/** Examples of one shape, addressed by index. Implementations hold the data; an example is written out on demand. */
export interface Dataset {
  /** Says everything: source, seed, share of labels. */
  readonly name: string;
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  /** Number of examples. */
  readonly length: number;
  /** Class of example `index`, or `UNLABELLED`. */
  label(index: number): number;
  /** Which recording (or other source) the example was cut from; examples of one source are averaged for its verdict. */
  source(index: number): number;
  /** Writes example `index`, normalised, to `out` from `offset` on. */
  read(index: number, out: Float32Array, offset: number): void;
  /** How loud example `index` was before it was normalised: its standard deviation. Absent where that means nothing. */
  loudness?(index: number): number;
  /** Writes example `index` as training sees it in one epoch; absent when the data is not augmented. */
  augment?(index: number, rng: Rng, out: Float32Array, offset: number): void;
}
