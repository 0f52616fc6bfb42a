import type { Rng } from '../rng.js';

/** Label of an example whose class is unknown. */
export const UNLABELLED = -1;

/** Classes of an example that may have several, or none. All others are absent. */
export interface PresentClasses {
  readonly present: readonly number[];
  /** Classes that may be present or absent. */
  readonly unknown: readonly number[];
}

/**
 * Examples of one shape, addressed by index. Implementations store the data and write an example to a buffer on
 * request.
 */
export interface Dataset {
  /** Should contain source, seed and number of labels. */
  readonly name: string;
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  /** Shape of one example, without the batch dimension. */
  readonly inputShape: readonly number[];
  /** Number of examples. */
  readonly length: number;
  /** Returns the class of example `index`, or `UNLABELLED`. */
  label(index: number): number;
  /**
   * Returns the recording, or other source, of example `index`. Predictions of one source's examples are averaged.
   */
  source(index: number): number;
  /** Writes the normalised example `index` to `out` at `offset`. */
  read(index: number, out: Float32Array, offset: number): void;
  /**
   * Returns the standard deviation of example `index` before normalisation, a measure of loudness. Absent if not
   * meaningful.
   */
  loudness?(index: number): number;
  /**
   * Writes an augmented version of example `index`, drawn with `rng`. Absent if the data is not augmented.
   * @returns the classes of what was written, if they are not the example's label: sounds were mixed, or replaced
   */
  augment?(index: number, rng: Rng, out: Float32Array, offset: number): PresentClasses | undefined;
}
