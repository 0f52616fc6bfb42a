import { lstat, mkdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { OutputError } from '../errors.js';
import { outputError } from './write-error.js';

/*
 * Names that come from a file, such as one that another person sent, must not lead out of the folder in which the
 * program reads, writes or deletes: neither by `..` nor through a symbolic link.
 */

/** Whether a name with `/` as separator is a path below the folder that it is relative to. */
export function isPathBelow(name: string): boolean {
  return (
    !name.includes('\0') &&
    !(sep === '\\' && /[\\:]/.test(name)) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/**
 * Creates a folder below an existing one, and those in between. Symbolic links below `folder` are not followed.
 * @param name path with `/`, relative to `folder`; empty for the folder itself
 * @returns the path of the folder
 * @throws OutputError naming what is in the way
 */
export async function makeFolderBelow(folder: string, name: string): Promise<string> {
  let path = folder;
  for (const part of partsOf(name)) {
    path = join(path, part);
    const refusal = await mkdir(path).catch((cause: unknown) => cause);
    if (refusal !== undefined && !(await isRealFolder(path))) throw outputError(path, refusal);
  }
  return path;
}

/**
 * Whether a folder exists below another. Symbolic links below `folder` are not followed.
 * @throws OutputError if one is in the way
 */
export async function isFolderBelow(folder: string, name: string): Promise<boolean> {
  let path = folder;
  for (const part of partsOf(name)) {
    path = join(path, part);
    if (!(await isRealFolder(path))) return false;
  }
  return true;
}

/**
 * Checks folders that the program creates itself, before it writes into them.
 * @param names entries of `folder` that are not symbolic links, or do not exist
 * @throws OutputError naming one that is a symbolic link
 */
export async function refuseLinks(folder: string, names: Iterable<string>): Promise<void> {
  for (const name of names) await isRealFolder(join(folder, name));
}

function partsOf(name: string): readonly string[] {
  if (name === '') return [];
  if (!isPathBelow(name)) throw new OutputError(`cannot write to ${JSON.stringify(name)}: it leads out of its folder`);
  return name.split('/');
}

/** @throws OutputError if it is a symbolic link */
async function isRealFolder(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) {
    throw new OutputError(`cannot write to ${path}: it is a symbolic link, which may lead out of the folder`);
  }
  return stats?.isDirectory() === true;
}
