import { AudioFormatError, LyrebirdError, oneLine } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { ResultPathError, type Recording } from '../results/index.js';

/**
 * Whether an error concerns one recording: it cannot be read, or its result cannot have its name. Any other error
 * (engine, output, a bug) ends the command.
 */
export function concernsOneRecording(error: unknown): error is Error {
  if (error instanceof AudioFormatError || error instanceof ResultPathError) return true;
  return error instanceof Error && 'syscall' in error;
}

/** Returns the reason in one line, without the name of the recording, which the caller reports. */
export function failureReason(error: Error, { file, path }: Pick<Recording, 'file' | 'path'>): string {
  const message = oneLine(error instanceof LyrebirdError ? error.message : systemErrorReason(error));
  for (const name of [path, file]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}
