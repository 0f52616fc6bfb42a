/** Atomic writes, folders, and locks that let one process at a time write to a folder. */
export {
  createFileAtomically,
  openAtomicFile,
  syncFile,
  syncFolder,
  writeFileAtomically,
  type AtomicFile,
} from './atomic-file.js';
export { isLockFile, lockFolder, type FolderLock, type FolderLockOptions } from './folder-lock.js';
export { isFolder, makeFolder } from './make-folder.js';
export { nameIsTaken } from './name-is-taken.js';
export { isFolderBelow, isPathBelow, makeFolderBelow, refuseLinks } from './path-below.js';
export { systemErrorReason } from './system-error-reason.js';
export { isTemporaryFile, removeLeftovers } from './temporary-file.js';
export { userSecret } from './user-secret.js';
export { outputError, wrapWriteErrors } from './write-error.js';
