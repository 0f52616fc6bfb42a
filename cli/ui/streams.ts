import { OutputError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';

/**
 * Where results go. stdout carries data and nothing else; progress and messages go to stderr. A reader that has gone away
 * (`lyrebird classify ... | head -1`) is no error: what is written afterwards is dropped, and `closed` tells long work to stop.
 */
export interface ResultStream {
  /**
   * Writes; resolves once the reader keeps up, so that a slow reader slows the work down instead of filling memory.
   * @throws OutputError if there is no room for it
   */
  write(text: string): Promise<void>;
  /** Fires when nobody reads any more. */
  readonly closed: AbortSignal;
}

const reader = new AbortController();
/** The reader has gone: a pipe was closed, or a terminal. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);
let guarded = false;
let failure: OutputError | undefined;

/** Makes a vanished reader of stdout or stderr quiet. Called once, before anything is written. */
export function guardStreams(): void {
  if (guarded) return;
  guarded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.has(error.code)) reader.abort();
    else failure = new OutputError(`cannot write to stdout: ${systemErrorReason(error)}`, { cause: error });
  });
  // There is nowhere left to tell of it.
  process.stderr.on('error', () => undefined);
}

/** Results on stdout. */
export const results: ResultStream = {
  closed: reader.signal,
  async write(text) {
    if (text === '' || reader.signal.aborted) return;
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    // Of a write that fails, the callback hears first; the stream's own error follows.
    await new Promise((resolve) => setImmediate(resolve));
    if (failure) throw failure;
  },
};

/** One line for people, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A warning, on stderr, with the file that it is about if it does not name it itself. */
export function sayWarning({ message, file }: { readonly message: string; readonly file?: string }): void {
  say(`warning: ${file === undefined || message.includes(file) ? '' : `${file}: `}${message}`);
}
