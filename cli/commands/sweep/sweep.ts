import { join } from 'node:path';
import { folderName } from '../../options/folder-name.js';
import { lengthSetting, type TrainConfig } from '../../../src/train/index.js';
import { cellsOf, parseGrid, sweepMap } from '../../../src/sweep/index.js';
import { checkOverrides, givenSettings } from './check-overrides.js';
import { exitCodeOf, sweepAndShow } from './sweep-and-show.js';
import { summaryTable } from './report.js';
import { baseConfig, type SweepBaseFlags } from './sweep-config.js';
import { TASK_KINDS } from '../../kinds.js';
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
  if ('validationFraction' in config.data && config.data.validationFraction === 0 && !flags.quiet) {
    sayWarning({ message: 'data.validationFraction is 0: only recordings marked test in metadata.csv are measured' });
  }
  const end = await sweepAndShow({ flags, config, cells, seeds: flags.seeds, out });
  if (!flags.json) await results.write(summaryTable(end.summary));
  const map = sweepMap(mapTitle(config), end.summary);
  if (map) {
    const { writeFigure } = await import('../../../src/figures/index.js');
    const { svg } = await writeFigure(out, 'map', map);
    if (!flags.quiet) say(`map of the two settings: ${svg}`);
  }
  return exitCodeOf(end);
}

function mapTitle(config: TrainConfig): string {
  const [setting, value] = lengthSetting(config);
  return `${config.task}, ${setting} ${value}`;
}

function defaultFolder({ task }: TrainConfig): string {
  return join('runs', `sweep-${folderName(task)}`);
}
