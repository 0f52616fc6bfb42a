import { join } from 'node:path';
import type { Config } from '../../../src/train/index.js';

/** Where a run goes that was not given a folder: `runs/mnist-labels50-seed1`, `runs/bird10-semi-labelled3-seed1`. */
export function defaultRunFolder({ task, seed, data: { labels, labelledRecordings } }: Config): string {
  const name = task.replace(/[^\w.-]+/g, '-');
  const images = labels === null ? '' : `-labels${labels}`;
  const recordings = labelledRecordings === null ? '' : `-labelled${labelledRecordings}`;
  return join('runs', `${name}${images}${recordings}-seed${seed}`);
}
