import type { BigIntStats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { fileIdentity, type LeftOut, type ListedFile, listRecordings, specialFileReason } from '../files/index.js';
import { isMetadataName } from '../metadata/index.js';

/** A recording to classify. */
export interface Recording {
  /** Name for users: the path given on the command line, or one below a folder given there. */
  readonly file: string;
  /** Absolute path. */
  readonly path: string;
  /**
   * Path in the results folder: relative to the deepest common folder of all inputs, with `/`. Unique within a run.
   */
  readonly key: string;
}

export interface FindRecordingsOptions {
  /**
   * Called, after the search, for each input, file or folder that cannot be read, with a one-line reason; not called
   * if there are no recordings at all.
   */
  readonly onLeftOut?: (path: string, reason: string) => void;
  /** Called, after the search, for each further path of a recording, with the one that stands for it. */
  readonly onRepeated?: (path: string, as: string) => void;
}

/**
 * Finds all recordings in files and folders, each once, however many symbolic links lead to it. Folders are searched
 * recursively. What cannot be read is left out, and reported. A metadata.csv that is given is no recording: `s3/*` has
 * one.
 * @throws DatasetError if there are no recordings; the message names the first input, file or folder left out
 */
export async function findRecordings(
  inputs: readonly string[],
  { onLeftOut, onRepeated }: FindRecordingsOptions = {},
): Promise<Recording[]> {
  const found = new Map<string, string[]>();
  const leftOut = new Map<string, LeftOut>();
  const roots: string[] = [];
  for (const input of inputs) {
    const content = await contentOf(input);
    if (content.root !== undefined) roots.push(content.root);
    for (const { file, identity = resolve(file) } of content.files) {
      const paths = found.get(identity);
      if (paths) paths.push(file);
      else found.set(identity, [file]);
    }
    for (const omission of content.leftOut) leftOut.set(resolve(omission.path), omission);
  }
  const [first, ...more] = leftOut.values();
  if (found.size === 0) {
    const others = more.length === 0 ? '' : `, and ${more.length} more problem${more.length === 1 ? '' : 's'}`;
    throw new DatasetError(first ? `${first.path}: ${first.reason}${others}` : noRecordings(inputs));
  }
  for (const { path, reason } of leftOut.values()) onLeftOut?.(path, reason);
  const base = commonFolder(roots);
  const recordings: Recording[] = [];
  for (const { file, others } of await withoutLinks([...found.values()])) {
    const path = resolve(file);
    recordings.push({ file, path, key: relative(base, path).split(sep).join('/') });
    for (const other of others) if (resolve(other) !== path) onRepeated?.(other, file);
  }
  return recordings;
}

/** Recordings of an input. */
interface Content {
  /** Absolute path of the folder that holds it, or of the folder that it is; absent if it does not exist. */
  readonly root?: string;
  readonly files: readonly ListedFile[];
  readonly leftOut: readonly LeftOut[];
}

async function contentOf(input: string): Promise<Content> {
  const without = (reason: string): Content => ({ files: [], leftOut: [{ path: input, reason }] });
  let stats: BigIntStats;
  try {
    stats = await stat(input, { bigint: true });
  } catch (error) {
    // Node.js replaces bytes of the command line that are not UTF-8, and the name then opens nothing.
    if (input.includes('\ufffd')) return without('the name is not UTF-8: rename it');
    return without(`cannot be opened: ${systemErrorReason(error)}`);
  }
  if (stats.isDirectory()) return { root: resolve(input), ...(await folderContent(input, without)) };
  const root = dirname(resolve(input));
  const special = specialFileReason(stats);
  if (special !== undefined) return { root, ...without(`${special}: save the recording to a file first`) };
  if (isMetadataName(basename(input))) return { root, files: [], leftOut: [] };
  return { root, files: [{ file: input, ...fileIdentity(stats) }], leftOut: [] };
}

async function folderContent(folder: string, without: (reason: string) => Content): Promise<Content> {
  try {
    const { recordings, leftOut } = await listRecordings(folder);
    if (recordings.length === 0 && leftOut.length === 0) return without(`no audio files: ${await entriesOf(folder)}`);
    return { files: recordings.map(({ file, ...rest }) => ({ file: join(folder, file), ...rest })), leftOut };
  } catch (error) {
    return without(`cannot be listed: ${systemErrorReason(error)}`);
  }
}

function noRecordings([first]: readonly string[]): string {
  if (first === undefined) return 'no recordings given';
  return `${first}: describes recordings, and none are given: give its folder`;
}

/** A file that was found, and its other paths. */
interface FoundFile {
  readonly file: string;
  readonly others: ReadonlySet<string>;
}

/**
 * Chooses the path that is the file itself, whose name may tell when it was recorded, of those that symbolic links add.
 * Hard links are files of their own.
 * @param groups paths that are one file for the file system
 */
async function withoutLinks(groups: readonly (readonly string[])[]): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const group of groups) {
    const byTarget = new Map<string, string[]>();
    for (const path of group) {
      const target = group.length === 1 ? path : await targetOf(path);
      const paths = byTarget.get(target);
      if (paths) paths.push(path);
      else byTarget.set(target, [path]);
    }
    for (const [target, paths] of byTarget) {
      const file = paths.find((path) => basename(path) === basename(target)) ?? paths[0]!;
      files.push({ file, others: new Set(paths) });
    }
  }
  return files;
}

function targetOf(file: string): Promise<string> {
  return realpath(file).catch(() => resolve(file));
}

async function entriesOf(folder: string): Promise<string> {
  const names = await readdir(folder);
  if (names.length === 0) return 'the folder is empty';
  return `its ${names.length === 1 ? 'only entry is' : `${names.length} entries are`} not audio, nor is anything below`;
}

/** Returns the deepest folder that contains (or equals) all of `folders`, which are absolute paths. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!;
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      common = dirname(common);
    }
  }
  return common;
}
