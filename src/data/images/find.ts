import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../errors.js';
import type { ImageSplit } from './definition.js';
import type { ImageDatasetName } from './names.js';
import { messageOf } from './readers/bytes.js';
import { IMAGE_DATASETS } from './registry.js';

/**
 * Finds the files of a data set, in a folder or its subfolder with the data set's name, by their usual names, with or
 * without `.gz`.
 * @returns the paths, in the order required by the data set's `read`
 * @throws DatasetError if the folder does not exist, or a required file is missing
 */
export async function findImageFiles(dataset: ImageDatasetName, dir: string, split: ImageSplit): Promise<string[]> {
  const { knownFolders, published, findFiles } = IMAGE_DATASETS[dataset];
  const hint = `download them with \`lyrebird data fetch ${dataset} --out ${dir}\``;
  const required = `${published[split].files}, here or in a subfolder "${dataset}"`;
  const names = await namesIn(dir, `; expected ${required}: ${hint}`);
  for (const folder of [dir, join(dir, dataset)].flatMap((base) => [
    base,
    ...knownFolders.map((name) => join(base, name)),
  ])) {
    const found = findFiles(folder === dir ? names : await namesIn(folder).catch(() => []), split);
    if (found) return found.map((name) => join(folder, name));
  }
  const got =
    names.length === 0 ? 'an empty folder' : `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''}`;
  throw new DatasetError(`${dir}: expected ${required}, got ${got}: ${hint}`);
}

async function namesIn(dir: string, hint = ''): Promise<string[]> {
  const names = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such folder' : messageOf(cause);
    throw new DatasetError(`${dir}: cannot be read: ${why}${hint}`, { cause });
  });
  return names.sort();
}
