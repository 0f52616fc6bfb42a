import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DatasetError } from '../../../errors.js';
import type { PublishedFile, RemoteFile } from './remote.js';

/** Computes the SHA-256 of a file, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A published file, and the content of a gzip file if a recompressed one is accepted. */
type Published = PublishedFile & Pick<RemoteFile, 'content'>;

/** Whether a file is the published one, or a recompressed file with the same content. */
export async function matchesPublished(path: string, { bytes, sha256, content }: Published): Promise<boolean> {
  const { size } = await stat(path);
  if (size === bytes && (await sha256Of(path)) === sha256) return true;
  return content !== undefined && (await contentMatches(path, content));
}

/**
 * Whether a folder contains a published file.
 * @throws DatasetError if it contains a different file of that name
 */
export async function isPresent(dir: string, file: Published): Promise<boolean> {
  const path = join(dir, file.name);
  if ((await sizeOf(path)) === undefined) return false;
  if (await matchesPublished(path, file)) return true;
  throw new DatasetError(
    `${path}: expected the published file (SHA-256 ${file.sha256}), got a different one: ` +
      `move it away, or use it as is`,
  );
}

/** Decompresses no more than the published content has: a small file may inflate to any size. */
async function contentMatches(path: string, { bytes, sha256 }: NonNullable<RemoteFile['content']>): Promise<boolean> {
  const hash = createHash('sha256');
  let received = 0;
  const decompressed = await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      received += chunk.length;
      if (received > bytes) break;
      hash.update(chunk);
    }
  }).then(
    () => true,
    () => false,
  );
  return decompressed && received === bytes && hash.digest('hex') === sha256;
}

/** Returns the size of a file in bytes; undefined if the file does not exist. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
}
