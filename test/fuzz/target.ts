import type { LyrebirdError } from '#src/errors.js';

/** A well-formed input: one file, or the files of a folder. */
export interface FuzzInput {
  readonly name: string;
  /** Path below the input's folder -> content. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Path below the input's folder that the program is given; `.` for the folder itself. */
  readonly path: string;
}

/** A reader of the program that must survive any bytes. */
export interface FuzzTarget {
  readonly name: string;
  /**
   * Makes the well-formed inputs that are mangled. Called once per run.
   * @param folder an empty folder for temporary files
   */
  makeInputs(folder: string): Promise<readonly FuzzInput[]>;
  /**
   * Reads an input to its end, as the program's commands do.
   * @throws NonFiniteValues if what was read contains NaN or infinity
   */
  read(path: string): Promise<void>;
  /** The only error classes that may reach the user. */
  readonly errors: readonly (abstract new (...args: never[]) => LyrebirdError)[];
}

/** Finding: a reader returned NaN or infinity instead of refusing it. */
export class NonFiniteValues extends Error {}

/**
 * Checks that all values are finite.
 * @throws NonFiniteValues if one is not
 */
export function checkFinite(values: ArrayLike<number>, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) throw new NonFiniteValues(`${where}: value ${i} is ${values[i]}`);
  }
}
