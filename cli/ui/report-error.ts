import { LyrebirdError, oneLine } from '../../src/errors.js';
import { say } from './streams.js';

/**
 * Tells the user about an error: known ones in one line, unknown ones with their stack and cause.
 * @returns the exit code of the process
 */
export function reportError(error: unknown): number {
  if (error instanceof LyrebirdError) {
    say(`lyrebird: ${oneLine(error.message)}`);
    return error.exitCode;
  }
  say(`lyrebird: unexpected error: ${error instanceof Error ? describe(error) : String(error)}`);
  return 1;
}

function describe(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${own}\ncaused by ${describe(error.cause)}` : own;
}
