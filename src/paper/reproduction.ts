import type { EngineOptions } from '../engine/index.js';
import type { ModelShape } from '../models/index.js';
import type { Cell, Settings, SweepOutcome } from '../sweep/index.js';
import type { Findings } from './findings.js';

/** A table or figure of the paper to reproduce: cells to train, and how to evaluate and draw them. */
export interface Reproduction {
  readonly kind: 'table' | 'figure';
  /** Name of the folder of runs and of the figure's files: `table-2`, `figure-1`. */
  readonly name: string;
  readonly title: string;
  /** Base experiment; the cells are variations of it. */
  readonly task: string;
  readonly shape: ModelShape;
  /** Default number of runs per cell. */
  readonly seeds: number;
  /** Settings of all cells. The user's settings override them. */
  readonly settings: Settings;
  /** Seeds and settings of short runs that only show that everything works. */
  readonly quick: { readonly seeds: number; readonly settings: Settings };
  readonly cells: readonly Cell[];
  /** Collects the results of a sweep and draws them. Also works for an interrupted sweep. */
  finish(sweep: FinishedSweep): Promise<Findings>;
}

/** Results of a sweep's trials, and the location of their runs. */
export interface FinishedSweep extends SweepOutcome {
  /** Folder of the sweep. */
  readonly out: string;
  /** Folder of the data, if given. */
  readonly data?: string | undefined;
  /** Engine that evaluates the trained networks. */
  readonly engine: EngineOptions;
}
