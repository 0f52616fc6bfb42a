import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { metadataName } from './metadata-name.js';
import { readMetadata, type MetadataRow } from './read-metadata.js';

/** What metadata.csv says in folders of recordings. */
export interface FolderMetadata {
  /** Rows by the recording's absolute path. */
  readonly rows: ReadonlyMap<string, MetadataRow>;
  /** One line per warning. */
  readonly warnings: readonly string[];
}

/**
 * Reads metadata.csv in each of the folders among `inputs`, and matches its rows to the recordings below the folder.
 * One that cannot be read, or names no files, is a warning: the recordings can be classified without it.
 * @param inputs files and folders
 * @param paths absolute paths of recordings
 */
export async function readFolderMetadata(inputs: readonly string[], paths: readonly string[]): Promise<FolderMetadata> {
  const rows = new Map<string, MetadataRow>();
  const warnings: string[] = [];
  for (const input of inputs) {
    const name = metadataName(await readdir(input).catch(() => []));
    if (name === undefined) continue;
    const folder = resolve(input);
    const below = folder.endsWith(sep) ? folder : folder + sep;
    const byFile = new Map(
      paths
        .filter((path) => path.startsWith(below))
        .map((path) => [relative(folder, path).split(sep).join('/'), path] as const),
    );
    try {
      const metadata = await readMetadata(join(input, name), [...byFile.keys()]);
      for (const [file, row] of metadata.rows) rows.set(byFile.get(file)!, row);
      warnings.push(...metadata.warnings);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      warnings.push(`${error.message}; ignored`);
    }
  }
  return { rows, warnings };
}
