import type { Rng } from '#src/rng.js';

/** A command that is killed again and again, and what must be true of the folder it writes. */
export interface KillTarget {
  /** Name of the command. */
  readonly name: string;
  /** Number of kills by default. */
  readonly kills: number;
  /** Creates the inputs. Called once, before the other functions. */
  prepare(): Promise<void>;
  /**
   * Arguments of the command. Runs with the same variant give the same files.
   * @param restart whether an earlier run into the folder was killed
   */
  arguments(out: string, variant: number, restart: boolean): readonly string[];
  /** Number of variants of the arguments. */
  readonly variants: number;
  /**
   * Damages the folder further, as a power cut does.
   * @returns what was damaged; undefined if there is nothing to damage yet
   */
  damage?(out: string, rng: Rng): string | undefined;
  /** Number of kills that are followed by `damage`. */
  readonly damaged?: number;
  /**
   * Checks a folder just after a kill: every file is whole, or not there.
   * @returns problems, and how far the run had come
   */
  checkKilled(out: string, reference: string): Promise<{ readonly problems: string[]; readonly progress: string }>;
  /** Compares the folder of a run that was killed, and then finished, with an uninterrupted one. @returns problems */
  compare(out: string, reference: string): string[];
}
