import { OutputError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';

/**
 * Stream of results. stdout carries data only; progress and messages go to stderr. A closed pipe
 * (`lyrebird classify ... | head -1`) is not an error: later writes are dropped, and `closed` stops the work.
 */
export interface ResultStream {
  /**
   * Resolves when the reader has taken the text, so that a slow reader slows the work down instead of filling memory.
   * @throws OutputError if the write fails, for example because the disk is full
   */
  write(text: string): Promise<void>;
  /** Aborts when the reader closes the stream. */
  readonly closed: AbortSignal;
}

const reader = new AbortController();
/** Error codes of a closed pipe or terminal. */
const CLOSED_CODES: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);
let guarded = false;
let failure: OutputError | undefined;

/** Makes closed readers of stdout and stderr harmless. Called once, before the first write. */
export function guardStreams(): void {
  if (guarded) return;
  guarded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (CLOSED_CODES.has(error.code)) reader.abort();
    else failure = new OutputError(`cannot write to stdout: ${systemErrorReason(error)}`, { cause: error });
  });
  // No stream is left to report it on.
  process.stderr.on('error', () => undefined);
}

/** Results on stdout. */
export const results: ResultStream = {
  closed: reader.signal,
  async write(text) {
    if (text === '' || reader.signal.aborted) return;
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    // When a write fails, its callback runs before the stream's error event.
    await new Promise((resolve) => setImmediate(resolve));
    if (failure) throw failure;
  },
};

/** Prints a message on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints a warning on stderr, preceded by its file unless the message names it. */
export function sayWarning({ message, file }: { readonly message: string; readonly file?: string }): void {
  say(`warning: ${file === undefined || message.includes(file) ? '' : `${file}: `}${message}`);
}
