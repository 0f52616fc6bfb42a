import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { RemoteFile } from './remote.js';

/** SHA-256 of a file, hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Whether a file is the published one, or the same content packed again. */
export async function matchesPublished(path: string, file: RemoteFile): Promise<boolean> {
  const { size } = await stat(path);
  if (size === file.bytes && (await sha256Of(path)) === file.sha256) return true;
  if (file.contentSha256 === undefined) return false;
  const hash = createHash('sha256');
  const unpacked = await pipeline(createReadStream(path), createGunzip(), hash).then(
    () => true,
    () => false,
  );
  return unpacked && hash.digest('hex') === file.contentSha256;
}

/** Size of a file; undefined if there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => found.size,
    () => undefined,
  );
}
