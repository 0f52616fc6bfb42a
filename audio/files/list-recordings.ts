import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { systemErrorReason } from '../../src/files/index.js';
import { audioFormatOf } from './audio-signature.js';
import { entryName, type EntryName } from './entry-name.js';
import { CLIP_FOLDER, isAudioName, isHiddenName, isOtherName, PAGE_LIST } from './names.js';
import { specialFileReason } from './special-file.js';

/** A file or folder that may be, or hold, recordings, and that was not read. */
export interface LeftOut {
  /** Its path, beginning with that of the listed folder. */
  readonly path: string;
  /** One line, without the path. */
  readonly reason: string;
}

/** A recording in a folder. */
export interface ListedFile {
  /** Path below the listed folder, with `/`. */
  readonly file: string;
  /** The same for all paths of one file, if the file system tells: links to it, and hard links. */
  readonly identity?: string;
}

/** Contents of a folder and all folders below it. Paths without a folder are below the listed one, with `/`. */
export interface RecordingList {
  /** Sorted by name in each folder. */
  readonly recordings: readonly ListedFile[];
  readonly leftOut: readonly LeftOut[];
  /** Files of other kinds. */
  readonly others: readonly string[];
  /** All folders that were looked at, without the listed one. */
  readonly folders: readonly string[];
  /** Folders that were read earlier under another path, because one is a link; `''` is the listed folder. */
  readonly repeated: readonly { readonly folder: string; readonly as: string }[];
}

/**
 * Lists the recordings in a folder and below. Skips hidden entries, folders of the operating system and clips of a
 * results folder, follows links, and reads a folder once, however many links lead to it. What cannot be read is left
 * out, and the rest is listed.
 * @throws the system's error if the folder itself cannot be listed
 */
export async function listRecordings(dir: string): Promise<RecordingList> {
  const recordings: ListedFile[] = [];
  const leftOut: LeftOut[] = [];
  const others: string[] = [];
  const folders: string[] = [];
  const repeated: { folder: string; as: string }[] = [];
  const read = new Map<string, string>();

  const visit = async (below: string): Promise<void> => {
    const real = await realpath(join(dir, below));
    const earlier = read.get(real);
    if (earlier !== undefined) {
      repeated.push({ folder: below, as: earlier });
      return;
    }
    read.set(real, below);
    const names = await entriesOf(join(dir, below));
    // Clips of detections are no recordings of their own.
    const isResults = names.some(({ text }) => text === PAGE_LIST);
    for (const name of names) {
      if (isHiddenName(name.text) || (isResults && name.text === CLIP_FOLDER)) continue;
      await look(name, below === '' ? name.text : `${below}/${name.text}`);
    }
  };

  const look = async (name: EntryName, file: string): Promise<void> => {
    const shown = join(dir, file);
    const omit = (reason: string): void => void leftOut.push({ path: shown, reason });
    let stats: BigIntStats;
    try {
      stats = await stat(name.path, { bigint: true });
    } catch (error) {
      if (isOtherName(name.text)) others.push(file);
      else omit(await missingReason(name.path, error));
      return;
    }
    const special = specialFileReason(stats);
    const audio = isAudioName(name.text);
    if (name.suggestion !== undefined && (stats.isDirectory() || audio)) {
      omit(`the name is not UTF-8: rename it, for example to ${name.suggestion}`);
    } else if (stats.isDirectory()) {
      folders.push(file);
      await visit(file).catch((error: unknown) => omit(`cannot be listed: ${systemErrorReason(error)}`));
    } else if (special !== undefined) {
      if (audio) omit(special);
      else others.push(file);
    } else if (audio) {
      recordings.push({ file, ...fileIdentity(stats) });
    } else {
      others.push(file);
      const format = isOtherName(name.text) ? undefined : await audioFormatOf(name.path);
      if (format !== undefined) omit(`is ${format} audio, but its name does not say so: rename it`);
    }
  };

  await visit('');
  return { recordings, leftOut, others, folders, repeated };
}

async function entriesOf(folder: string): Promise<EntryName[]> {
  const names = await readdir(folder, { encoding: 'buffer' });
  return names.map((name) => entryName(folder, name)).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

async function missingReason(path: string | Buffer, error: unknown): Promise<string> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP') return 'a link that leads back to itself';
  if (code !== 'ENOENT') return systemErrorReason(error);
  const link = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return link ? 'a link to something that does not exist' : 'disappeared while the folder was being listed';
}

/** Files with the same number on a device are one file. Size and time guard against devices that number badly. */
export function fileIdentity({ dev, ino, size, mtimeNs }: BigIntStats): Pick<ListedFile, 'identity'> {
  return ino === 0n ? {} : { identity: `${dev}:${ino}:${size}:${mtimeNs}` };
}
