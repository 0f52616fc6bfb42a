import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { reasonOf } from './system-reason.js';

/** Endings that are looked for in folders. A file named on the command line is read whatever its ending. */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  'wav wave rf64 w64 bwf mp3 flac ogg oga opus m4a mp4 aac wma aif aiff aifc caf amr au mka webm'
    .split(' ')
    .map((name) => `.${name}`),
);

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
 * All recordings among files and folders, each once; folders recursively, in order of name, hidden entries left out.
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
    throw new DatasetError(`cannot open ${input}: ${reasonOf(error)}`, { cause: error });
  }
}

async function audioBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new DatasetError(`cannot list ${folder}: ${reasonOf(error)}`, { cause: error });
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await audioBelow(path)));
    else if (AUDIO_EXTENSIONS.has(extname(entry.name).toLowerCase())) files.push(path);
  }
  return files;
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
