import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { metadataName } from './metadata-name.js';
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

/**
 * Reads metadata.csv in each of the folders among `inputs`, and beside each of the files, and matches its rows to the
 * recordings below. One that cannot be read, or names no files, is a warning: the recordings can be classified without
 * it.
 * @param inputs files and folders
 * @param paths absolute paths of recordings
 */
export async function readFolderMetadata(inputs: readonly string[], paths: readonly string[]): Promise<FolderMetadata> {
  const rows = new Map<string, MetadataRow>();
  const covered = new Set<string>();
  const warnings: string[] = [];
  for (const { folder, isWhole } of await foldersOf(inputs)) {
    const name = metadataName(await readdir(folder).catch(() => []));
    if (name === undefined) continue;
    const root = resolve(folder);
    const below = root.endsWith(sep) ? root : root + sep;
    const byFile = new Map(
      paths
        .filter((path) => (isWhole ? path.startsWith(below) : dirname(path) === root))
        .map((path) => [relative(root, path).split(sep).join('/'), path] as const),
    );
    try {
      const metadata = await readMetadata(join(folder, name), [...byFile.keys()], { isPart: !isWhole });
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

/** Folders that are given, or hold a file that is given. */
interface GivenFolder {
  readonly folder: string;
  /** Whether all recordings below it are given. */
  readonly isWhole: boolean;
}

async function foldersOf(inputs: readonly string[]): Promise<GivenFolder[]> {
  const folders = new Map<string, GivenFolder>();
  for (const input of inputs) {
    const stats = await stat(input).catch(() => undefined);
    if (stats?.isDirectory()) folders.set(resolve(input), { folder: input, isWhole: true });
    else if (stats && !folders.has(dirname(resolve(input)))) {
      folders.set(dirname(resolve(input)), { folder: dirname(input), isWhole: false });
    }
  }
  return [...folders.values()];
}
