import { join } from 'node:path';
import type { Settings } from '../sweep/index.js';
import { figureReproduction } from './figures/reproduction.js';
import type { PaperFigureName, PaperTableName } from './names.js';
import type { Reproduction } from './reproduction.js';
import { tableReproduction } from './tables/reproduction.js';

/** Which table or figure to reproduce, and how much of it. */
export interface ReproductionRequest {
  readonly of:
    | { readonly kind: 'table'; readonly name: PaperTableName }
    | { readonly kind: 'figure'; readonly name: PaperFigureName };
  /** Names of rows, columns or cells, case-insensitive. Default: all. */
  readonly only?: readonly string[];
  /** Another length of the runs, in steps. */
  readonly steps?: number;
  /** Another length of the runs, in epochs. */
  readonly epochs?: number;
  /** Short runs that only show that everything works. */
  readonly quick?: boolean;
  /** Runs per cell. Default: as in the description of the table or figure. */
  readonly seeds?: number;
  /** Folder of the runs. Default: `runs/` followed by the name of the table or figure and the length. */
  readonly out?: string;
}

/** A reproduction as a sweep that can be run: `runSweep`, then `reproduction.finish`. */
export interface ReproductionPlan {
  readonly reproduction: Reproduction;
  /**
   * Settings of all cells on top of the experiment `reproduction.task`, without `steps` and `epochs` of the request.
   */
  readonly settings: Settings;
  readonly seeds: number;
  /** Folder of the sweep. */
  readonly out: string;
}

/**
 * Plans the reproduction of one of the paper's tables or figures: its cells, seeds, settings and folder.
 * @throws ConfigError if `only` contains an unknown name
 */
export function planReproduction(request: ReproductionRequest): ReproductionPlan {
  const { of, only = [], quick = false } = request;
  const suffix = lengthSuffix(request);
  const selection = { only, length: suffix === '' ? 'as-described' : 'as-requested' } as const;
  const reproduction =
    of.kind === 'table' ? tableReproduction(of.name, selection) : figureReproduction(of.name, selection);
  return {
    reproduction,
    settings: { ...reproduction.settings, ...(quick && reproduction.quick.settings) },
    seeds: request.seeds ?? (quick ? reproduction.quick.seeds : reproduction.seeds),
    out: request.out ?? join('runs', `${reproduction.name}${suffix}`),
  };
}

/** Returns a suffix for the folder: runs of different lengths belong to different sweeps. */
function lengthSuffix({ steps, epochs, quick }: ReproductionRequest): string {
  if (steps !== undefined) return `-steps${steps}`;
  if (epochs !== undefined) return `-epochs${epochs}`;
  return quick ? '-quick' : '';
}
