import { join } from 'node:path';
import type { Config } from '../../src/train/index.js';

/** Where a run goes that was not given a folder: `runs/mnist-labels50-seed1`. */
export function defaultRunFolder({ task, seed, data: { labels } }: Config): string {
  const name = task.replace(/[^\w.-]+/g, '-');
  return join('runs', `${name}${labels === null ? '' : `-labels${labels}`}-seed${seed}`);
}
