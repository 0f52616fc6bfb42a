/** Files that are whole or not there, and folders that one process at a time writes to. */
export { makeFolder, outputError, removeLeftovers, writeFileAtomically } from './atomic-file.js';
export { isLockFile, lockFolder, type FolderLock, type FolderLockOptions } from './folder-lock.js';
export { systemErrorReason } from './system-error-reason.js';
export { wrapWriteErrors } from './wrap-write-errors.js';
