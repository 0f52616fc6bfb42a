import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { DatasetError } from '../../src/errors.js';
import { isMetadataName, metadataName } from './metadata-name.js';
import { readMetadata, type MetadataRow } from './read-metadata.js';

/** What metadata.csv says in folders of recordings, or beside them. */
export interface FolderMetadata {
  /** Rows by the recording's absolute path. */
  readonly rows: ReadonlyMap<string, MetadataRow>;
  /** Absolute paths of the recordings for which one was read, whether it has a row or not. */
  readonly covered: ReadonlySet<string>;
  /** One line per warning. */
  readonly warnings: readonly string[];
}

/** Folders that are listed at once: those of a network share take a while. */
const CONCURRENT_FOLDERS = 8;

/**
 * Reads metadata.csv in each of the folders among `inputs` and in the folders below that hold recordings, beside each
 * of the files, and those that are given themselves; and matches their rows to the recordings below. Where several have
 * a row for a recording, that of the nearest folder counts. One that cannot be read, or names no files, is a warning:
 * the recordings can be classified without it.
 * @param inputs files and folders
 * @param paths absolute paths of recordings
 */
export async function readFolderMetadata(inputs: readonly string[], paths: readonly string[]): Promise<FolderMetadata> {
  const rows = new Map<string, MetadataRow>();
  const covered = new Set<string>();
  const warnings: string[] = [];
  const below = recordingsByFolder(paths);
  // Paths of outer folders sort first: inner ones replace their rows.
  const folders = [...(await foldersOf(inputs, below))].sort(([a], [b]) => (a < b ? -1 : 1));
  for await (const { root, folder, reach, name } of inOrder(folders, withName, { width: CONCURRENT_FOLDERS })) {
    if (name === undefined) continue;
    const byFile = new Map(
      (below.get(root) ?? [])
        .filter((path) => reach !== 'beside' || dirname(path) === root)
        .map((path) => [relative(root, path).split(sep).join('/'), path] as const),
    );
    try {
      const metadata = await readMetadata(join(folder, name), [...byFile.keys()], { isPart: reach !== 'whole' });
      for (const path of byFile.values()) covered.add(path);
      for (const [file, row] of metadata.rows) rows.set(byFile.get(file)!, row);
      warnings.push(...metadata.warnings);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      warnings.push(`${error.message}; ignored`);
    }
  }
  return { rows, covered, warnings };
}

/** A folder whose metadata.csv counts. */
interface MetadataFolder {
  /** Its path, beginning with the one that was given. */
  readonly folder: string;
  /** The recordings that it is about: all below it; those below it that are given; or of those, the ones beside it. */
  readonly reach: Reach;
}

const REACHES = ['beside', 'below', 'whole'] as const;
type Reach = (typeof REACHES)[number];

/** Returns the folders that are given or hold a given file, and those in given ones, by absolute path. */
async function foldersOf(
  inputs: readonly string[],
  below: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, MetadataFolder>> {
  const folders = new Map<string, MetadataFolder>();
  const add = (folder: string, reach: Reach): void => {
    const root = resolve(folder);
    const known = folders.get(root);
    if (!known || REACHES.indexOf(reach) > REACHES.indexOf(known.reach)) folders.set(root, { folder, reach });
  };
  for (const input of inputs) {
    const stats = await stat(input).catch(() => undefined);
    if (stats?.isDirectory()) add(input, 'whole');
    else if (stats) add(dirname(input), isMetadataName(basename(input)) ? 'below' : 'beside');
  }
  for (const [root, { folder, reach }] of [...folders]) {
    if (reach !== 'whole') continue;
    const start = root.endsWith(sep) ? root : root + sep;
    for (const path of below.keys()) if (path.startsWith(start)) add(join(folder, path.slice(start.length)), 'whole');
  }
  return folders;
}

async function withName([root, { folder, reach }]: readonly [string, MetadataFolder]) {
  return { root, folder, reach, name: metadataName(await readdir(folder).catch(() => [])) };
}

/** Returns the recordings below each folder, however deep. */
function recordingsByFolder(paths: readonly string[]): Map<string, string[]> {
  const below = new Map<string, string[]>();
  for (const path of paths) {
    for (let [inner, folder] = [path, dirname(path)]; folder !== inner; [inner, folder] = [folder, dirname(folder)]) {
      const known = below.get(folder);
      if (known) known.push(path);
      else below.set(folder, [path]);
    }
  }
  return below;
}
