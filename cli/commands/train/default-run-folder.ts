import { join } from 'node:path';
import type { TaskConfig } from '../../kinds.js';
import { folderName } from '../../options/folder-name.js';

/** Returns the default folder of a run: `runs/mnist-labels50-seed1`, `runs/bird10-semi-labelled3-seed1`. */
export function defaultRunFolder(config: TaskConfig): string {
  return join('runs', `${folderName(config.task)}${labelsOf(config)}-seed${config.seed}`);
}

function labelsOf(config: TaskConfig): string {
  if (config.kind === 'images') return config.data.labels === null ? '' : `-labels${config.data.labels}`;
  const { labelledRecordings } = config.data;
  return labelledRecordings === null ? '' : `-labelled${labelledRecordings}`;
}
