import { EXIT_INTERRUPTED, EXIT_READER_GONE, OutputError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { printable, printableText } from '../../src/printable.js';
import type { LiveRegion } from './live-region.js';

/**
 * Stream of results. stdout carries data only; progress and messages go to stderr. A closed pipe
 * (`lyrebird classify ... | head -1`) is not an error: later writes are dropped, and `closed` stops the work.
 */
export interface ResultStream {
  /**
   * Writes text or JSON, whose line breaks and tabs stay; other characters that act on a terminal become escapes such
   * as `\u001b`, which mean the same in JSON. Resolves when the reader has taken the text, so that a slow reader slows
   * the work down instead of filling memory.
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

let liveRegion: LiveRegion | undefined;

/**
 * Returns the lines at the bottom of the terminal that messages and results appear above.
 * @param create creates them on first use: code that draws nothing need not load what measures text
 */
export function sharedLiveRegion(create: (terminal: NodeJS.WriteStream) => LiveRegion): LiveRegion {
  return (liveRegion ??= create(process.stderr));
}

/** What is drawn at the bottom of the terminal once the code for it is loaded. */
let waiting: (() => void) | undefined;

/** Draws at the bottom of the terminal when `loaded` resolves, unless that is cleared or replaced until then. */
export function drawAfter(loaded: Promise<unknown>, draw: () => void): void {
  waiting = draw;
  void loaded.then(() => {
    if (waiting !== draw) return;
    waiting = undefined;
    draw();
  });
}

/** Erases the lines at the bottom of the terminal, if there are any, and forgets what waits to be drawn there. */
export function clearLiveRegion(): void {
  waiting = undefined;
  liveRegion?.clear();
}

function writeAboveLiveRegion(write: () => unknown): void {
  if (liveRegion) liveRegion.writeAbove(write);
  else write();
}

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
  process.stderr.on('resize', () => liveRegion?.redraw());
}

/** Results on stdout. */
export const results: ResultStream = {
  closed: reader.signal,
  async write(text) {
    if (text === '' || reader.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const write = (): unknown => process.stdout.write(printableText(text), () => resolve());
      if (process.stdout.isTTY) writeAboveLiveRegion(write);
      else write();
    });
    // When a write fails, its callback runs before the stream's error event.
    await new Promise((resolve) => setImmediate(resolve));
    if (failure) throw failure;
  },
};

/** Returns the exit code of a command that stopped before its work was done: by a signal, or as its reader has gone. */
export function stoppedExitCode(): number {
  return reader.signal.aborted ? EXIT_READER_GONE : EXIT_INTERRUPTED;
}

/** Prints a message on stderr, in one line. Whatever names it contains, none acts on the terminal. */
export function say(line: string): void {
  sayText(printable(line));
}

/** Prints a message of several lines on stderr. */
export function sayText(text: string): void {
  writeAboveLiveRegion(() => process.stderr.write(`${printableText(text)}\n`));
}

/** Prints a warning on stderr, preceded by its file unless the message names it. */
export function sayWarning({ message, file }: { readonly message: string; readonly file?: string }): void {
  say(`warning: ${file === undefined || message.includes(file) ? '' : `${file}: `}${message}`);
}
