import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../errors.js';
import type { ImageSplit } from './definition.js';
import type { ImageDatasetName } from './names.js';
import { messageOf } from './readers/bytes.js';
import { IMAGE_DATASETS } from './registry.js';

/**
 * Finds the files of a data set in a folder or in a folder of its name there, by their usual names, with or without `.gz`.
 * @returns their paths, in the order that the data set's `read` takes them
 * @throws DatasetError if there is no such folder, or not all of what is needed is in it
 */
export async function findImageFiles(dataset: ImageDatasetName, dir: string, split: ImageSplit): Promise<string[]> {
  const { usualFolders, published, findFiles } = IMAGE_DATASETS[dataset];
  const hint = `\`lyrebird data fetch ${dataset} --out ${dir}\` gets them`;
  const wanted = `${published[split].files} in it, or in a folder "${dataset}" in it`;
  const names = await namesIn(dir, `; expected ${wanted}: ${hint}`);
  for (const folder of [dir, join(dir, dataset)].flatMap((base) => [
    base,
    ...usualFolders.map((name) => join(base, name)),
  ])) {
    const found = findFiles(folder === dir ? names : await namesIn(folder).catch(() => []), split);
    if (found) return found.map((name) => join(folder, name));
  }
  const got =
    names.length === 0 ? 'an empty folder' : `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''}`;
  throw new DatasetError(`${dir}: expected ${wanted}, got ${got}: ${hint}`);
}

async function namesIn(dir: string, hint = ''): Promise<string[]> {
  const names = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such folder' : messageOf(cause);
    throw new DatasetError(`${dir}: cannot be read: ${why}${hint}`, { cause });
  });
  return names.sort();
}
