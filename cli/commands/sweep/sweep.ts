import { join } from 'node:path';
import { folderName } from '../../options/folder-name.js';
import type { TrainConfig } from '../../../src/train/index.js';
import { cellsOf, parseGrid, sweepMap } from '../../../src/sweep/index.js';
import { checkOverrides, givenSettings } from './check-overrides.js';
import { exitCodeOf, sweepAndShow } from './sweep-and-show.js';
import { mapTitle, summaryTable } from './report.js';
import { baseConfig, cellConfigs, type SweepBaseFlags } from './sweep-config.js';
import { TASK_KINDS, type TaskConfig } from '../../kinds.js';
import { results, say, sayWarning } from '../../ui/streams.js';

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
  checkOverrides(givenSettings(flags), cells, () => 'leave one of the two out');
  const out = flags.out ?? defaultFolder(config);
  const hasLabels = cellConfigs(flags, cells).some(usesLabels);
  if (hasLabels && 'validationFraction' in config.data && config.data.validationFraction === 0 && !flags.quiet) {
    sayWarning({ message: 'data.validationFraction is 0: only recordings marked test in metadata.csv are measured' });
  }
  const end = await sweepAndShow({ flags, config, cells, seeds: flags.seeds, out });
  if (!flags.json) await results.write(summaryTable(end.summary, hasLabels));
  const map = sweepMap(mapTitle(config, cells), end.summary);
  if (map) {
    const { writeFigure } = await import('../../../src/figures/index.js');
    const { svg } = await writeFigure(out, 'map', map);
    if (!flags.quiet) say(`map of the two settings: ${svg}`);
  }
  return exitCodeOf(end);
}

function usesLabels({ kind, data }: TaskConfig): boolean {
  return (kind === 'images' ? data.labels : data.labelledRecordings) !== 0;
}

function defaultFolder({ task }: TrainConfig): string {
  return join('runs', `sweep-${folderName(task)}`);
}
