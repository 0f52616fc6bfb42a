import { LyrebirdError, OutputError } from '../errors.js';
import { systemErrorReason } from './system-error-reason.js';

/** Runs something that writes; a system error comes out as an OutputError that names the target. */
export async function wrapWriteErrors<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LyrebirdError) throw error;
    throw new OutputError(`cannot write ${target}: ${systemErrorReason(error)}`, { cause: error });
  }
}
