import { join } from 'node:path';
import { DatasetError } from '../../../errors.js';
import { makeFolder } from '../../../files/index.js';
import { download, DownloadFailure } from './download.js';
import type { DownloadOptions } from './download-from.js';
import type { RemoteDataset, RemoteFile } from './remote.js';
import { isUnpacked, unpack } from './unpack.js';

/** A file of the data set, and whether it was already present. */
export interface FetchedFile {
  readonly name: string;
  readonly outcome: 'present' | 'downloaded';
}

/**
 * Downloads the files of a data set into a folder. Verifies existing files and leaves them unchanged. Unpacks
 * archives, including those put into the folder by hand.
 * @throws DatasetError if a file cannot be downloaded, with instructions for manual download; or if a different file
 *   of the same name exists
 * @throws OutputError if the folder cannot be written to
 */
export async function fetchDataset(
  dataset: RemoteDataset,
  dir: string,
  options: DownloadOptions = {},
): Promise<FetchedFile[]> {
  await makeFolder(dir);
  const fetched: FetchedFile[] = [];
  for (const file of dataset.files) {
    const outcome = await fetchFile(file, dir, options).catch((cause: unknown) => {
      if (!(cause instanceof DownloadFailure)) throw cause;
      throw new DatasetError(unavailable(file, dir, cause, dataset), { cause });
    });
    fetched.push(...(file.members ?? [file]).map(({ name }) => ({ name, outcome })));
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
  const missing = dataset.files.slice(dataset.files.indexOf(file)).map(({ name }) => name);
  const resumeHint =
    kept > 0 ? `; ${kept} of ${file.bytes} bytes are kept, and the same command resumes from there` : '';
  const manualHint =
    `put ${missing.join(', ')} into ${dir} by hand (from ${new URL('.', file.urls[0]).href}) ` +
    `and run this command again`;
  return `cannot download ${file.name}: ${message}${resumeHint}; without network access, ${manualHint}`;
}
