import { chmodSync } from 'node:fs';

/** Whether files have POSIX permissions and types. */
export const isPosix = process.platform !== 'win32';

/** Whether the tests run as root, for whom permissions do not count. */
export const isRoot = process.geteuid?.() === 0;

const NOBODY = 65_534;

/**
 * Does the work as a user for whom permissions count: if the tests run as root, with the effective user id of nobody.
 * @param folder made accessible to that user; those around it must be
 */
export async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  chmodSync(folder, 0o755);
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
