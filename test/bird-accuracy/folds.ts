import { join } from 'node:path';
import { foldsByGroup } from '#src/data/index.js';
import { type Item, linkFold } from './corpus.js';
import { exists } from './exists.js';
import { lyrebird } from './lyrebird.js';

/** A model, and the recordings that it does not know. */
export interface Fold {
  readonly corpus: string;
  readonly run: string;
  readonly test: readonly Item[];
}

/** What folds are trained on, and where. */
export interface FoldOptions {
  readonly birds: string;
  /** Property that is never divided, as a part of the folds' names. */
  readonly by: string;
  readonly items: readonly Item[];
  readonly folder: string;
  readonly folds: number;
  readonly seed: number;
  /** Settings that differ from the task's: `data.folds=5`. */
  readonly set: readonly string[];
}

/** Trains the folds of a task, unless that was done before. */
export async function trainedFolds(task: string, options: FoldOptions): Promise<Fold[]> {
  const { birds, by, items, folder, folds, seed, set } = options;
  const names = [...new Set(items.map(({ species }) => species))].sort();
  const labelled = items.map(({ species, group }) => ({ label: names.indexOf(species), group }));
  const foldOf = foldsByGroup(labelled, folds, seed);
  const trained: Fold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const corpus = join(folder, `${by}-${fold}`);
    const run = join(folder, `${by}-${fold}-${task}`);
    if (!(await exists(corpus))) await linkFold(corpus, birds, items, (index) => foldOf[index] === fold);
    if (!(await exists(join(run, 'result.json')))) {
      const settings = ['--seed', String(seed), '--set', 'train.test=false', ...set];
      await lyrebird('train', '--task', task, '--data', corpus, '--out', run, '--overwrite', ...settings, '--quiet');
    }
    trained.push({ corpus, run, test: items.filter((_, index) => foldOf[index] === fold) });
  }
  return trained;
}
