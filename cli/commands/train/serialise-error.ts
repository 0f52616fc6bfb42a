import * as errors from '../../../src/errors.js';

/** An error on its way between threads: structured cloning would keep neither its class nor its exit code. */
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

/** The error again, of its own class if it is one of Lyrebird's. */
export function restoreError({ name, message, stack }: SerialisedError): Error {
  const known = (errors as unknown as Readonly<Record<string, KnownError | undefined>>)[name];
  const error = known ? new known(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
