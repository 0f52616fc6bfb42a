/** Exit codes by meaning, in the order in which the help lists them. The error classes in `src/errors.ts` carry the same. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'an error nobody foresaw; its stack is printed'],
  [2, 'wrong command line or configuration'],
  [3, 'a folder of recordings, or another data set, cannot be used'],
  [4, 'some recordings could not be read; each was named on stderr, the others were done'],
  [5, 'an engine or device is missing or cannot run the model'],
  [6, 'training stopped: a loss or gradient was not finite'],
  [7, 'results could not be written: no permission, disk full, something in the way'],
  [8, 'a model folder is missing, damaged or made by something else'],
  [9, 'some trials of a sweep failed; each was named on stderr, the others were done'],
  [10, 'the queue of a sweep cannot be reached'],
  [130, 'stopped by Ctrl+C or SIGTERM after saving'],
];

/** The table for `lyrebird help exit-codes` and for the end of `--help`. */
export function exitCodeHelp(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ['Exit codes:', ...lines].join('\n');
}
