import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, OutputError } from '../../../errors.js';
import { download, DownloadFailure, type DownloadOptions } from './download.js';
import type { RemoteDataset, RemoteFile } from './remote.js';
import { isUnpacked, unpack } from './unpack.js';

/** A file that is there now, and whether it was before. */
export interface FetchedFile {
  readonly name: string;
  readonly outcome: 'present' | 'downloaded';
}

/**
 * Brings the files of a data set into a folder. What is there already is checked and left alone; archives are unpacked, and one that
 * was put there by hand is taken instead of a download.
 * @throws DatasetError if a file cannot be had, saying what to put where; or if something else of its name is there
 * @throws OutputError if the folder cannot be written to
 */
export async function fetchDataset(
  dataset: RemoteDataset,
  dir: string,
  options: DownloadOptions = {},
): Promise<FetchedFile[]> {
  await mkdir(dir, { recursive: true }).catch((cause: Error) => {
    throw new OutputError(`cannot make the folder ${dir}: ${cause.message}`, { cause });
  });
  const fetched: FetchedFile[] = [];
  for (const file of dataset.files) {
    const names = file.members?.names ?? [file.name];
    const outcome = await fetchFile(file, dir, options).catch((cause: unknown) => {
      if (!(cause instanceof DownloadFailure)) throw cause;
      throw new DatasetError(unavailable(file, dir, cause, dataset), { cause });
    });
    fetched.push(...names.map((name) => ({ name, outcome })));
  }
  return fetched;
}

async function fetchFile(file: RemoteFile, dir: string, options: DownloadOptions): Promise<FetchedFile['outcome']> {
  if (file.members && (await isUnpacked(dir, file.members))) return 'present';
  const outcome = await download(file, dir, options);
  if (!file.members) return outcome;
  await unpack(join(dir, file.name), dir, file.members);
  return 'downloaded';
}

function unavailable(
  file: RemoteFile,
  dir: string,
  { message, kept }: DownloadFailure,
  dataset: RemoteDataset,
): string {
  const rest = dataset.files.slice(dataset.files.indexOf(file)).map(({ name }) => name);
  const again = kept > 0 ? `; ${kept} of ${file.bytes} bytes are kept, and the same command goes on from there` : '';
  const place = `put ${rest.join(', ')} into ${dir} by hand (from ${new URL('.', file.urls[0]).href}) and run this again`;
  return `cannot download ${file.name}: ${message}${again}; where there is no network, ${place}`;
}
