/** Exit codes and their meanings, in help order. The error classes in `src/errors.ts` have the same codes. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'success'],
  [1, 'unexpected error; its stack trace is printed'],
  [2, 'wrong command line or configuration'],
  [3, 'a corpus or data set cannot be used'],
  [4, 'some recordings could not be read (named on stderr); the rest are processed'],
  [5, 'the engine or device is missing, or cannot run the model'],
  [6, 'training stopped: non-finite loss or gradient'],
  [7, 'cannot write results: no permission, disk full, folder in use, file exists'],
  [8, 'a model folder is missing, damaged, or written by a different program'],
  [9, 'some trials of a sweep failed (named on stderr); the rest are finished'],
  [10, 'the queue (a Redis server) cannot be reached'],
  [130, 'stopped by Ctrl+C or SIGTERM after saving'],
  [141, 'stopped and saved because the reader closed stdout, as in | head -1'],
];

/** Returns the table of exit codes that ends `lyrebird --help`. */
export function exitCodeHelp(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ['Exit codes:', ...lines].join('\n');
}
