import { LyrebirdError, OutputError } from '../errors.js';
import { systemErrorReason } from './system-error-reason.js';

/** Reasons that read differently for a target that is being written. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  ENOTDIR: 'a file is in the way of one of its folders',
  EEXIST: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ENOTEMPTY: 'a folder is in the way',
  ELOOP: 'a symbolic link is in the way',
};

/** Turns an error from writing `path` into a one-line OutputError. */
export function outputError(path: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  const reason = (code && REASONS[code]) ?? systemErrorReason(cause);
  return new OutputError(`cannot write ${path}: ${reason}${code ? ` (${code})` : ''}`, { cause });
}

/** Runs a function that writes files, and turns a system error into an OutputError that names the target. */
export async function wrapWriteErrors<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LyrebirdError) throw error;
    throw outputError(target, error);
  }
}
