import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rng } from '#src/rng.js';
import { differences, hashesOf, leftoversIn } from '../kills/folder.js';
import { run } from './run.js';

export interface KilledRunsOptions {
  /** Name in the printed lines. */
  readonly name: string;
  /** Arguments of the command for an output folder. */
  readonly args: (out: string) => readonly string[];
  /** Folder for the results. */
  readonly work: string;
  readonly kills: number;
  readonly rng: Rng;
  readonly print: (line: string) => void;
}

const JOURNAL = '.lyrebird.ndjson';
const MEGABYTE = 1e6;
/** A line of progress, of which there are many. */
const PROGRESS = /, at \S+$/;
/** Of the uninterrupted run. A killed run repeats little, so that together the runs take about as long. */
const SHORTEST_FRACTION = 0.08;
const LONGEST_FRACTION = 0.2;

/**
 * Measures an uninterrupted run; then kills another at random moments, continues it, and compares every file.
 * @returns the number of problems
 */
export async function killedRuns({ name, args, work, kills, rng, print }: KilledRunsOptions): Promise<number> {
  const [whole, killed] = [join(work, `${name}-whole`), join(work, `${name}-killed`)];
  const reference = await run(args(whole));
  if (reference.exitCode !== 0) throw new Error(`${name} ended with ${reference.exitCode}:\n${reference.stderr}`);
  print(`${name}: ${reference.seconds.toFixed(0)} s, peak memory ${(reference.peakBytes / MEGABYTE).toFixed(0)} MB`);
  for (const line of reference.stderr.trimEnd().split('\n')) if (!PROGRESS.test(line)) print(`  ${line}`);

  let seconds = 0;
  let done = 0;
  let problems = 0;
  for (;;) {
    const fraction = SHORTEST_FRACTION + rng.uniform() * (LONGEST_FRACTION - SHORTEST_FRACTION);
    const end = await run(args(killed), done < kills ? fraction * reference.seconds : Infinity);
    seconds += end.seconds;
    if (end.exitCode === null) {
      done++;
      print(`${name}: kill ${done} after ${end.seconds.toFixed(1)} s: ${resultLines(killed).length} results`);
      continue;
    }
    if (end.exitCode !== 0) {
      problems++;
      print(`WRONG: ended with ${end.exitCode}: ${end.stderr}`);
    }
    break;
  }
  const isCompared = (path: string): boolean => path !== JOURNAL;
  const found = [
    ...differences(hashesOf(killed, isCompared), hashesOf(whole, isCompared)),
    ...(resultLines(killed).join('\n') === resultLines(whole).join('\n') ? [] : ['results in the journal differ']),
    ...leftoversIn(killed).map((path) => `${path} was left behind`),
  ];
  for (const problem of found.slice(0, 10)) print(`WRONG: ${name}: ${problem}`);
  problems += found.length;
  const lost = (seconds - reference.seconds) / Math.max(1, done);
  print(
    `${name}: ${done} kills, ${seconds.toFixed(0)} s in all, ${lost.toFixed(1)} s lost per kill; ` +
      (found.length === 0 ? `all ${hashesOf(whole, isCompared).size} files are the same` : `${found.length} differ`),
  );
  if (problems === 0) for (const folder of [whole, killed]) rmSync(folder, { recursive: true });
  return problems;
}

/** Results in a journal, each recording's last, in order. */
function resultLines(out: string): string[] {
  let text = '';
  try {
    text = readFileSync(join(out, JOURNAL), 'utf8');
  } catch {
    // It was killed before it had a journal.
  }
  const results = new Map<string, string>();
  for (const line of text.split('\n')) {
    try {
      const { key, result } = JSON.parse(line) as { readonly key?: string; readonly result?: unknown };
      if (key !== undefined && result !== undefined) results.set(key, line);
    } catch {
      // A killed run leaves half a line.
    }
  }
  return [...results.values()].sort();
}
