import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { RemoteFile } from './remote.js';

/** Computes the SHA-256 of a file, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Whether a file is the published one, or a recompressed file with the same content. */
export async function matchesPublished(path: string, file: RemoteFile): Promise<boolean> {
  const { size } = await stat(path);
  if (size === file.bytes && (await sha256Of(path)) === file.sha256) return true;
  if (file.contentSha256 === undefined) return false;
  const hash = createHash('sha256');
  const decompressed = await pipeline(createReadStream(path), createGunzip(), hash).then(
    () => true,
    () => false,
  );
  return decompressed && hash.digest('hex') === file.contentSha256;
}

/** Returns the size of a file in bytes; undefined if the file does not exist. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
}
