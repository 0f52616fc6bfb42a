import * as errors from '../../../src/errors.js';

/** An error as a plain object, for messages between threads: structured cloning loses class and exit code. */
export interface SerialisedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export function serialiseError(error: unknown): SerialisedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

type KnownError = new (message: string) => errors.LyrebirdError;

/** Restores the error, with its class if it is an error of Lyrebird. */
export function restoreError({ name, message, stack }: SerialisedError): Error {
  const known = (errors as unknown as Readonly<Record<string, KnownError | undefined>>)[name];
  const error = known ? new known(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
