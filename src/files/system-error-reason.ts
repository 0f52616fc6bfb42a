/** Explains a system error in plain words. */
export function systemErrorReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or folder',
    EACCES: 'no permission',
    EPERM: 'not permitted',
    ENOTDIR: 'part of the path is a file, not a folder',
    EISDIR: 'it is a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    EDQUOT: 'the disk quota is used up',
    ENAMETOOLONG: 'the name is too long',
    EEXIST: 'something with that name already exists',
    EFBIG: 'the file is larger than this system allows',
    EIO: 'the device does not work (input/output error)',
    EMFILE: 'too many files are open',
    ENFILE: 'too many files are open on this machine',
    ELOOP: 'a symbolic link leads nowhere',
  };
  return (code && known[code]) ?? (error instanceof Error ? error.message : String(error));
}
