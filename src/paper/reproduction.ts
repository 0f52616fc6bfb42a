import type { FigureFiles } from '../figures/index.js';
import type { ModelShape } from '../models/index.js';
import type { Cell, Settings } from '../sweep/index.js';
import type { EngineFlags } from '../../cli/options/common-options.js';
import type { SweepEnd } from '../../cli/commands/sweep/conduct.js';

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
  /** Draws and tells what has come out. It is there for a sweep that was interrupted as well. */
  finish(sweep: FinishedSweep): Promise<Findings>;
}

/** What trials have come to, and where their runs lie. */
export interface FinishedSweep extends Pick<SweepEnd, 'records' | 'summary'> {
  /** Folder of the sweep. */
  readonly out: string;
  /** Where the data lies, if that was said. */
  readonly data?: string | undefined;
  readonly engine: EngineFlags;
}

/** What a reproduction has to say and to show. */
export interface Findings {
  /** For people. */
  readonly report: string;
  /** The same as plain JSON. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** undefined while there is nothing to draw. */
  readonly files: FigureFiles | undefined;
}
