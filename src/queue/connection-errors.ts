import { printable } from '../printable.js';

/** A connected server did not answer a request. */
export class NoAnswerError extends Error {
  constructor() {
    super('no answer to a request');
    this.name = 'NoAnswerError';
  }
}

const LOST = /connection is closed|connection close|socket (timeout|closed)|stream isn't writeable|command timed out/i;
const SYSTEM = /^E(CONN|PIPE|TIMEDOUT|NETUNREACH|HOSTUNREACH|HOSTDOWN|NOTFOUND|AI_AGAIN|NETDOWN)/;

/** Whether an error says that a request did not reach the server, or its answer did not come back. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return LOST.test(error.message) || (typeof code === 'string' && SYSTEM.test(code));
}

/** Replies of a server that takes no commands now, such as one that is loading its data or is out of memory. */
const LATER = /^(LOADING|BUSY|MASTERDOWN|READONLY|TRYAGAIN|CLUSTERDOWN|OOM|MISCONF|NOREPLICAS)\b/;

/** Whether a server asks to try again later. */
export function asksLater(error: unknown): boolean {
  return error instanceof Error && LATER.test(error.message);
}

/** Error text, in one printable line. If a host has several addresses, Node throws an error without a message. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return printable(error instanceof Error ? error.message : String(error));
}
