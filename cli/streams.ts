import { once } from 'node:events';

/**
 * Where results go. stdout carries data and nothing else; progress and messages go to stderr. A reader that has gone away
 * (`lyrebird classify ... | head -1`) is no error: what is written afterwards is dropped, and `closed` tells long work to stop.
 */
export interface ResultStream {
  /** Writes; resolves once the reader keeps up, so that a slow reader slows the work down instead of filling memory. */
  write(text: string): Promise<void>;
  /** Fires when nobody reads any more. */
  readonly closed: AbortSignal;
}

const reader = new AbortController();
let guarded = false;

/** Makes a vanished reader of stdout or stderr quiet. Called once, before anything is written. */
export function guardStreams(): void {
  if (guarded) return;
  guarded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    reader.abort();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

/** Results on stdout. */
export const results: ResultStream = {
  closed: reader.signal,
  async write(text) {
    if (text === '' || reader.signal.aborted) return;
    if (process.stdout.write(text)) return;
    await once(process.stdout, 'drain', { signal: reader.signal }).catch((error: unknown) => {
      if (!reader.signal.aborted) throw error;
    });
  },
};

/** One line for people, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
