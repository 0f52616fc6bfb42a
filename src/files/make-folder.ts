import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from '../errors.js';
import { outputError } from './write-error.js';

/**
 * Creates a folder and its parents, unless they exist.
 *
 * `mkdir` with `recursive` never returns on a file system without new folders such as /proc, and reports a read-only
 * one as "no such file or directory".
 * @throws OutputError
 */
export async function makeFolder(path: string): Promise<void> {
  const refusal = await tryToMake(path);
  if (refusal?.code !== 'ENOENT') return check(path, refusal);
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  const second = await tryToMake(path);
  if (second?.code !== 'ENOENT') return check(path, second);
  throw new OutputError(`cannot write ${path}: no folder can be created there (ENOENT)`, { cause: second });
}

async function tryToMake(path: string): Promise<NodeJS.ErrnoException | undefined> {
  return mkdir(path).then(
    () => undefined,
    (cause: NodeJS.ErrnoException) => cause,
  );
}

/** Any refusal is fine if the folder exists: a read-only file system refuses an existing one as well. */
async function check(path: string, refusal: NodeJS.ErrnoException | undefined): Promise<void> {
  if (refusal === undefined) return;
  if (!(await isFolder(path))) throw outputError(path, refusal);
}

/** Whether a folder has this path, or a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
