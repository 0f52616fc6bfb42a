import { LyrebirdError, oneLine } from '../../src/errors.js';
import { clearLiveRegion, say, sayText } from './streams.js';

/**
 * Reports an error on stderr: known errors in one line, unknown ones with stack trace and cause.
 * @returns the exit code of the process
 */
export function reportError(error: unknown): number {
  clearLiveRegion();
  if (error instanceof LyrebirdError) {
    say(`lyrebird: ${oneLine(error.message)}`);
    return error.exitCode;
  }
  sayText(`lyrebird: unexpected error: ${error instanceof Error ? describe(error) : String(error)}`);
  return 1;
}

function describe(error: Error): string {
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${text}\ncaused by ${describe(error.cause)}` : text;
}
