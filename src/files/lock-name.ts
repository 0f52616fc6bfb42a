import { parseProcess, processText, type ProcessIdentity } from './process-identity.js';

const NAME = /^\.lock-(.+)$/;

/** Name of a process's lock file. */
export function lockFileName(owner: ProcessIdentity): string {
  return `.lock-${processText(owner)}`;
}

/** Returns the owner of a lock file; undefined if the name is not that of a lock file. */
export function lockOwner(name: string): ProcessIdentity | undefined {
  const [, owner] = NAME.exec(name) ?? [];
  return owner === undefined ? undefined : parseProcess(owner);
}

/** Whether a file is a lock file rather than part of the folder's contents. */
export function isLockFile(name: string): boolean {
  return lockOwner(name) !== undefined;
}
