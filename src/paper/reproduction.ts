import type { EngineOptions } from '../engine/index.js';
import type { ModelShape } from '../models/index.js';
import type { Cell, Settings, SweepOutcome } from '../sweep/index.js';
import type { Findings } from './findings.js';

/** Something of the paper that is to be made again: cells to be trained, and what becomes of them. */
export interface Reproduction {
  readonly kind: 'table' | 'figure';
  /** Its runs go into a folder of this name, its pictures into files of it: `table-2`, `figure-1`. */
  readonly name: string;
  readonly title: string;
  /** Experiment that the cells are variations of. */
  readonly task: string;
  readonly shape: ModelShape;
  /** Runs of each cell, unless told otherwise. */
  readonly seeds: number;
  /** Of all cells; what the user sets goes before. */
  readonly settings: Settings;
  /** A setting that shows that it works, and not how well. */
  readonly quick: { readonly seeds: number; readonly settings: Settings };
  readonly cells: readonly Cell[];
  /** Reads what has come out, and draws it. It is there for a sweep that was interrupted as well. */
  finish(sweep: FinishedSweep): Promise<Findings>;
}

/** What trials have come to, and where their runs lie. */
export interface FinishedSweep extends SweepOutcome {
  /** Folder of the sweep. */
  readonly out: string;
  /** Where the data lies, if that was said. */
  readonly data?: string | undefined;
  /** What runs the networks that are looked at afterwards. */
  readonly engine: EngineOptions;
}
