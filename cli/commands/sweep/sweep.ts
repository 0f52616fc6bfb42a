import { join } from 'node:path';
import { folderName } from '../../options/folder-name.js';
import type { TrainConfig } from '../../../src/train/index.js';
import { cellsOf, parseGrid } from '../../../src/sweep/index.js';
import { exitCodeOf, sweepAndShow } from './sweep-and-show.js';
import { summaryTable } from './report.js';
import { baseConfig, type SweepBaseFlags } from './sweep-config.js';
import { TASK_KINDS } from '../../kinds.js';
import { results } from '../../ui/streams.js';

/** Options of `lyrebird sweep`. */
export interface SweepFlags extends SweepBaseFlags {
  readonly grid: readonly string[];
  readonly seeds: number;
  readonly out?: string;
}

/** Runs `lyrebird sweep`. @returns the exit code */
export async function sweep(flags: SweepFlags): Promise<number> {
  const cells = cellsOf(parseGrid(flags.grid, TASK_KINDS));
  const config = baseConfig(flags, cells);
  const out = flags.out ?? defaultFolder(config);
  const end = await sweepAndShow({ flags, config, cells, seeds: flags.seeds, out });
  if (!flags.json) await results.write(summaryTable(end.summary));
  return exitCodeOf(end);
}

function defaultFolder({ task }: TrainConfig): string {
  return join('runs', `sweep-${folderName(task)}`);
}
