import { LyrebirdError, OutputError } from '../errors.js';
import { reasonOf } from './system-reason.js';

/** Runs something that writes; a system error comes out as an OutputError that names the target. */
export async function writing<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LyrebirdError) throw error;
    throw new OutputError(`cannot write ${target}: ${reasonOf(error)}`, { cause: error });
  }
}
