import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userCacheFolder } from '../user-cache-folder.js';
import { createFileAtomically } from './atomic-file.js';
import { makeFolder } from './make-folder.js';

const KEY_FILE = 'secret.key';
const KEY_BYTES = 32;

/**
 * Returns a random key that only this user has, to recognise what this user's processes have written to folders that
 * others can write to.
 * @returns undefined if the user's cache folder cannot be used
 */
export async function userSecret(folder: string = userCacheFolder()): Promise<Buffer | undefined> {
  const path = join(folder, KEY_FILE);
  const read = (): Promise<Buffer | undefined> =>
    readFile(path).then(
      (key) => (key.length === KEY_BYTES ? key : undefined),
      () => undefined,
    );
  const key = await read();
  if (key) return key;
  try {
    await makeFolder(folder);
    await createFileAtomically(path, randomBytes(KEY_BYTES));
    await chmod(path, 0o600);
  } catch {
    return undefined;
  }
  // Another process may have been first.
  return read();
}
