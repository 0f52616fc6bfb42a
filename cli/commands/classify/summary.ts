import type { ClassifyRunSummary } from '../../../audio/classify/index.js';
import type { LeftOut } from '../../../audio/files/index.js';
import type { CombinedResults, OutdatedFile } from '../../../audio/results/index.js';
import { count, duration, plural } from '../../ui/words.js';

/** What a command did. */
export interface CommandSummary extends ClassifyRunSummary {
  /** Files and folders that were not even tried. */
  readonly leftOut: readonly LeftOut[];
  /** Time that it took. */
  readonly elapsedSeconds: number;
}

/** `12 recordings classified, 1 failed: 2 h of audio in 8 s, 900 times real time` */
export function summaryText({ elapsedSeconds, ...summary }: CommandSummary): string {
  const parts = [`${plural(summary.classified, 'recording')} classified`];
  if (summary.skipped > 0) parts.push(`${count(summary.skipped)} already finished`);
  if (summary.failed > 0) parts.push(`${count(summary.failed)} failed`);
  if (summary.leftOut.length > 0) parts.push(`${count(summary.leftOut.length)} left out`);
  if (summary.classified === 0) return parts.join(', ');
  const speed = `${count(summary.seconds / elapsedSeconds)} times real time`;
  return `${parts.join(', ')}: ${duration(summary.seconds)} of audio in ${duration(elapsedSeconds)}, ${speed}`;
}

/** Warns of results in a folder that the files for all recordings leave out. */
export function otherResultsWarning(folder: string, { path = folder, leftOut }: CombinedResults): string {
  return (
    `warning: ${path} leaves out ${plural(leftOut, 'other recording')} of this folder: their results were made ` +
    'with other settings or are damaged; classify them again as well, or choose another --out'
  );
}

/** Warns of a combined file of another format that a run did not write. */
export function outdatedWarning({ path, format }: OutdatedFile): string {
  return (
    `warning: ${path} is of an earlier run, as are the files of its format for single recordings: ` +
    `add --format ${format} to bring them up to date`
  );
}

/** Warns of recordings that are others than those that were classified at their paths. */
export function replacedWarning(paths: readonly string[]): string {
  const what =
    paths.length === 1
      ? `${paths[0]!} changed since it was classified, and its earlier result is replaced`
      : `${plural(paths.length, 'recording')} changed since they were classified, and their earlier results are ` +
        `replaced (${paths[0]!} and others)`;
  return `warning: ${what}; if this is another card, use another folder or --out`;
}
