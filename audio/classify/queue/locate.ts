import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { readContentSample } from '../../files/index.js';
import type { RecordingJob } from './job.js';

/**
 * Finds a recording below a worker's folder: at its own path, if that is there, or else at its path below the folder
 * that the run classifies. Nothing outside of the folder is found, nor through a symbolic link that leads out of it.
 * @returns its path; `otherSize`, in bytes, if only another file is there; undefined if there is none
 * @throws system errors of a file of that size that cannot be read
 */
export async function locate(
  root: string,
  { path, key, size, sample }: Pick<RecordingJob, 'path' | 'key' | 'size' | 'sample'>,
): Promise<{ readonly path: string } | { readonly otherSize: number } | undefined> {
  const realRoot = await realpath(root);
  let otherSize: number | undefined;
  for (const candidate of [...(isAbsolute(path) ? [resolve(path)] : []), join(realRoot, key)]) {
    if (!isBelow(root, candidate) && !isBelow(realRoot, candidate)) continue;
    const real = await realpath(candidate).catch(() => undefined);
    if (real === undefined || !isBelow(realRoot, real)) continue;
    const stats = await stat(real);
    if (!stats.isFile()) continue;
    if (stats.size === size && (await readContentSample(real)).sample === sample) return { path: real };
    otherSize = stats.size;
  }
  return otherSize === undefined ? undefined : { otherSize };
}

function isBelow(root: string, path: string): boolean {
  const below = relative(resolve(root), path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
