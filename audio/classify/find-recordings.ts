import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isAudioName } from '../corpus/names.js';
import { DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';

/** A recording to classify. */
export interface Recording {
  /** As the user knows it: as named, or found below a folder as named. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** Below --out: relative to the deepest folder that holds all inputs, with `/`. Unique among the recordings of one run. */
  readonly key: string;
}

/**
 * All recordings among files and folders, each once; folders are searched recursively.
 * @throws DatasetError if an input does not exist, or a folder holds no audio
 */
export async function findRecordings(inputs: readonly string[]): Promise<Recording[]> {
  const found = new Map<string, string>();
  const roots: string[] = [];
  for (const input of inputs) {
    const kind = await kindOf(input);
    roots.push(kind === 'folder' ? resolve(input) : dirname(resolve(input)));
    const files = kind === 'folder' ? await audioBelow(input) : [input];
    if (files.length === 0) throw new DatasetError(`no audio in ${input}: ${await contentsOf(input)}`);
    for (const file of files) if (!found.has(resolve(file))) found.set(resolve(file), file);
  }
  const base = commonFolder(roots);
  return [...found].map(([path, file]) => ({ file, path, key: relative(base, path).split(sep).join('/') }));
}

async function kindOf(input: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(input)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    throw new DatasetError(`cannot open ${input}: ${systemErrorReason(error)}`, { cause: error });
  }
}

/** In order of name, folder by folder; hidden entries left out, links followed, no folder twice. */
async function audioBelow(folder: string, seen = new Set<string>()): Promise<string[]> {
  const real = await listing(folder, () => realpath(folder));
  if (seen.has(real)) return [];
  seen.add(real);
  const files: string[] = [];
  for (const name of (await listing(folder, () => readdir(folder))).sort(byCodeUnits)) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) files.push(...(await audioBelow(path, seen)));
    else if (stats?.isFile() && isAudioName(name)) files.push(path);
  }
  return files;
}

async function listing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DatasetError(`cannot list ${folder}: ${systemErrorReason(error)}`, { cause: error });
  }
}

/** The same order everywhere, whatever the language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}

async function contentsOf(folder: string): Promise<string> {
  const names = await readdir(folder);
  if (names.length === 0) return 'the folder is empty';
  return `its ${names.length === 1 ? 'only entry is' : `${names.length} entries are`} not audio, and neither is anything below`;
}

/** The deepest folder above (or equal to) all of `folders`, which are absolute. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!;
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      common = dirname(common);
    }
  }
  return common;
}
