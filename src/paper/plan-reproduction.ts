import { join } from 'node:path';
import type { Settings } from '../sweep/index.js';
import { figureReproduction } from './figures/reproduction.js';
import type { PaperFigureName, PaperTableName } from './names.js';
import type { Reproduction } from './reproduction.js';
import { tableReproduction } from './tables/reproduction.js';

/** What of the paper is to be made again, and how much of it. */
export interface ReproductionRequest {
  /** A table of accuracies, or a figure. */
  readonly of:
    | { readonly kind: 'table'; readonly name: PaperTableName }
    | { readonly kind: 'figure'; readonly name: PaperFigureName };
  /** Rows, columns, or cells by name, in any case; all unless given. */
  readonly only?: readonly string[];
  /** Another length of the runs: in steps, in epochs, or the shortest that runs at all. */
  readonly steps?: number;
  readonly epochs?: number;
  readonly quick?: boolean;
  /** Runs of each cell; as described unless given. */
  readonly seeds?: number;
  /** Folder of the runs; named by the table or figure and the length, below `runs/`, unless given. */
  readonly out?: string;
}

/** A reproduction as a sweep that can be run: `runSweep`, then `reproduction.finish`. */
export interface ReproductionPlan {
  readonly reproduction: Reproduction;
  /** Settings of all cells on top of the experiment `reproduction.task`; `steps` and `epochs` of the request are not among them. */
  readonly settings: Settings;
  readonly seeds: number;
  /** Folder of the sweep. */
  readonly out: string;
}

/**
 * What one of the paper's tables or figures takes: cells, seeds, settings, a folder.
 * @throws ConfigError for a cell that it does not have
 */
export function planReproduction(request: ReproductionRequest): ReproductionPlan {
  const { of, only = [], quick = false } = request;
  const suffix = lengthSuffix(request);
  const choice = { only, length: suffix === '' ? 'as-described' : 'as-asked' } as const;
  const reproduction = of.kind === 'table' ? tableReproduction(of.name, choice) : figureReproduction(of.name, choice);
  return {
    reproduction,
    settings: { ...reproduction.settings, ...(quick && reproduction.quick.settings) },
    seeds: request.seeds ?? (quick ? reproduction.quick.seeds : reproduction.seeds),
    out: request.out ?? join('runs', `${reproduction.name}${suffix}`),
  };
}

/** Runs of another length are another sweep. */
function lengthSuffix({ steps, epochs, quick }: ReproductionRequest): string {
  if (steps !== undefined) return `-steps${steps}`;
  if (epochs !== undefined) return `-epochs${epochs}`;
  return quick ? '-quick' : '';
}
