import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { userCacheFolder } from '../user-cache-folder.js';
import { createFileAtomically } from './atomic-file.js';
import { makeFolder } from './make-folder.js';

const KEY_FILE = 'secret.key';
const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
/** Permissions of the group and of all. */
const OTHERS = 0o077;

/**
 * Returns a random key that only this user has, to recognise what this user's processes have written to folders that
 * others can write to.
 * @returns undefined if the user's cache folder cannot be used
 */
export async function userSecret(folder: string = userCacheFolder()): Promise<Buffer | undefined> {
  const path = join(folder, KEY_FILE);
  const read = async (): Promise<Buffer | undefined> => {
    try {
      const key = await readFile(path);
      if (key.length !== KEY_BYTES) return undefined;
      // Others may not read it, whatever made it so. Windows knows no such bits.
      if (((await stat(path)).mode & OTHERS) !== 0 && process.platform !== 'win32') await chmod(path, OWNER_ONLY);
      return key;
    } catch {
      return undefined;
    }
  };
  const key = await read();
  if (key) return key;
  try {
    await makeFolder(folder);
    await createFileAtomically(path, randomBytes(KEY_BYTES), { mode: OWNER_ONLY });
  } catch {
    return undefined;
  }
  // Another process may have been first.
  return read();
}
