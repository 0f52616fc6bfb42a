import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RecordingJob } from './job.js';

/**
 * Finds a recording below a worker's folder: at its own path, if that is there, or else at its path below the folder
 * that the run classifies. Nothing outside of the folder is found, nor through a symbolic link that leads out of it.
 * @returns its path; `wrongSize` if only another file is there; undefined if there is none
 */
export async function locate(
  root: string,
  { path, key, size }: Pick<RecordingJob, 'path' | 'key' | 'size'>,
): Promise<{ readonly path: string } | { readonly wrongSize: number } | undefined> {
  const realRoot = await realpath(root);
  let wrongSize: number | undefined;
  for (const candidate of [...(isAbsolute(path) ? [resolve(path)] : []), join(realRoot, key)]) {
    if (!isBelow(root, candidate) && !isBelow(realRoot, candidate)) continue;
    const real = await realpath(candidate).catch(() => undefined);
    if (real === undefined || !isBelow(realRoot, real)) continue;
    const stats = await stat(real);
    if (!stats.isFile()) continue;
    if (stats.size === size) return { path: real };
    wrongSize = stats.size;
  }
  return wrongSize === undefined ? undefined : { wrongSize };
}

function isBelow(root: string, path: string): boolean {
  const below = relative(resolve(root), path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
