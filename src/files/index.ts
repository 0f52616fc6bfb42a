/** Atomic writes, and locks that let one process at a time write to a folder. */
export { makeFolder, outputError, removeLeftovers, writeFileAtomically } from './atomic-file.js';
export { isLockFile, lockFolder, type FolderLock, type FolderLockOptions } from './folder-lock.js';
export { systemErrorReason } from './system-error-reason.js';
export { wrapWriteErrors } from './wrap-write-errors.js';
