import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { readResult } from '#src/sweep/index.js';
import { differences, hashesOf } from './folder.js';
import type { KillTarget } from './target.js';
import { resultOf } from './train.js';

type Row = Readonly<Record<string, string>>;

const TABLE = 'results.csv';
/** They contain running times, or the random id of the sweep. */
const OF_THIS_RUN = /(^|\/)(result\.json|results\.csv|sweep\.json)$/;

/**
 * `sweep`, two trials at a time. Only the sweep is killed: its trials notice, save and exit while the next sweep waits
 * for them.
 */
export function sweepTarget(work: string): KillTarget {
  const corpus = join(work, 'sweep-corpus');
  /** When the result of each finished trial was written: it is written once. */
  const writtenAt = new Map<string, number>();
  return {
    name: 'sweep',
    kills: 10,
    variants: 1,
    async prepare() {
      await synthesizeCorpus({
        ...{ outDir: corpus, individualsPerSpecies: 3, recordingsPerIndividual: 1 },
        ...{ secondsPerRecording: 1, backgroundRecordings: 3 },
      });
    },
    arguments(out) {
      const grid = ['--grid', 'loss.alpha=0.5,1', '--seeds', '3', '--parallel', '2', '--epochs', '3'];
      return ['sweep', '--task', 'bird10', '--data', corpus, '--out', out, '--quiet', ...grid];
    },
    async checkKilled(out, reference) {
      const problems: string[] = [];
      if (existsSync(join(out, TABLE)) && tableOf(out).length !== tableOf(reference).length)
        problems.push(`${TABLE} has ${tableOf(out).length} rows, expected ${tableOf(reference).length}`);
      const folders = tableOf(reference).map(({ folder }) => join(out, folder!));
      const done = folders.filter((folder) => existsSync(join(folder, 'result.json')));
      for (const folder of done) {
        if ((await readResult(folder)) === undefined) problems.push(`${folder}: the result cannot be read`);
      }
      for (const folder of folders) problems.push(...rewritten(folder, done.includes(folder)));
      return { problems, progress: `${done.length} of ${folders.length} trials are finished` };
    },
    compare(out, reference) {
      const isCompared = (path: string): boolean => !OF_THIS_RUN.test(path);
      const problems = differences(hashesOf(out, isCompared), hashesOf(reference, isCompared));
      const [table, expected] = [tableOf(out), tableOf(reference)];
      if (JSON.stringify(table) !== JSON.stringify(expected)) problems.push(`${TABLE} differs`);
      for (const { folder } of expected) {
        if (resultOf(join(out, folder!)) !== resultOf(join(reference, folder!)))
          problems.push(`${folder}: other result`);
        problems.push(...rewritten(join(out, folder!), true));
      }
      return problems;
    },
  };

  /** Finds a result that is lost, or was written again. */
  function rewritten(folder: string, isDone: boolean): string[] {
    const before = writtenAt.get(folder);
    if (!isDone) return before === undefined ? [] : [`${folder}: the result is lost`];
    const path = join(folder, 'result.json');
    const now = existsSync(path) ? statSync(path).mtimeMs : Number.NaN;
    writtenAt.set(folder, now);
    return before === undefined || before === now ? [] : [`${folder} was trained twice`];
  }
}

/** Rows of the table without running times. */
function tableOf(out: string): Row[] {
  const path = join(out, TABLE);
  if (!existsSync(path)) return [];
  return parse<Record<string, string>>(readFileSync(path), { columns: true }).map((row) => ({ ...row, seconds: '' }));
}
