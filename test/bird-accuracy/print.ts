import { deviation, mean } from './measures.js';

/** Writes a line to stdout. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Formats a fraction in percent: `84.6`. */
export const percent = (fraction: number): string => (100 * fraction).toFixed(1);

/** Mean and deviation over folds, in percent. */
export const spread = (fractions: readonly number[]): string =>
  `${percent(mean(fractions))} ± ${percent(deviation(fractions))}`;
