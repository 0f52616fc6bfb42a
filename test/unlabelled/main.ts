import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { foldsByGroup } from '#src/data/index.js';
import { writeFileAtomically } from '#src/files/index.js';
import type { EvaluateResult } from '#src/train/index.js';
import { type Item, linkFold, readItems } from '../bird-accuracy/corpus.js';
import { exists } from '../bird-accuracy/exists.js';
import { lyrebird } from '../bird-accuracy/lyrebird.js';
import { deviation, mean } from '../bird-accuracy/measures.js';

const USAGE = `npm run unlabelled -- --birds FOLDER --folder FOLDER [--task birds] [--labelled 1,2,3,all]
  [--losses labels,R,E,both] [--folds 4 | --fold-column fold] [--only 0,1] [--seed 1] [--steps N]

Trains a task on folds of labelled recordings, with the labels of some recordings of each species (a number, or a
fraction such as 0.1): by these labels alone, and with the other recordings through R, E and more. Measures the held-out
fold. Runs in --folder that are finished are not trained again; --only runs some of the folds, so that two processes can
share the work. Needs an hour on two cores.`;

const { values } = parseArgs({
  options: {
    birds: { type: 'string' },
    folder: { type: 'string' },
    task: { type: 'string', default: 'birds' },
    labelled: { type: 'string', default: '1,2,3,all' },
    losses: { type: 'string', default: 'labels,R,E,both' },
    folds: { type: 'string', default: '4' },
    'fold-column': { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Weights of the loss, by what trains besides the labels. */
const LOSSES: Readonly<Record<string, readonly string[]>> = {
  labels: ['loss.alpha=1'],
  R: ['loss.alpha=0.7', 'loss.beta=1'],
  E: ['loss.alpha=0.7', 'loss.beta=0'],
  both: ['loss.alpha=0.7', 'loss.beta=0.3'],
  // Where R is a mean over the input's dimensions, as in bird10, (0.7, 0.3) gives it little weight.
  'strong-R': ['loss.alpha=0.03', 'loss.beta=1'],
  // Of bird10; R of the input as in R.
  layers: ['loss.alpha=0.7', 'loss.beta=1', 'loss.gamma={conv1: 0.05, conv2: 0.05, dense1: 0.05}'],
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (fractions: readonly (number | null | undefined)[]): string => {
  const known = fractions.filter((fraction) => typeof fraction === 'number');
  return known.length === 0 ? '-' : `${(100 * mean(known)).toFixed(1)} ± ${(100 * deviation(known)).toFixed(1)}`;
};

/** Fold of each recording: by a column of metadata.csv, otherwise drawn in whole groups. */
async function foldsOf(birds: string, items: readonly Item[]): Promise<readonly number[]> {
  const column = values['fold-column'];
  if (column !== undefined) {
    const given = (await readItems(birds, column)).map(({ group }) => group);
    const names = [...new Set(given)].sort();
    return given.map((name) => names.indexOf(name));
  }
  const species = [...new Set(items.map((item) => item.species))].sort();
  const labels = items.map((item) => ({ label: species.indexOf(item.species), group: item.group }));
  return foldsByGroup(labels, Number(values.folds), Number(values.seed));
}

async function main(): Promise<void> {
  const { birds, seed, task } = values;
  if (values.help || birds === undefined) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'unlabelled-'))));
  await mkdir(folder, { recursive: true });
  const items = await readItems(birds);
  const foldOf = await foldsOf(birds, items);
  const folds = values.only?.split(',').map(Number) ?? [...new Set(foldOf)].sort((a, b) => a - b);

  const measured = async (labelled: string, loss: string, fold: number): Promise<EvaluateResult> => {
    const corpus = join(folder, `corpus-${fold}`);
    const run = join(folder, `${labelled}-${loss}-${fold}`);
    const kept = join(run, 'held-out-fold.json');
    if (await exists(kept)) return JSON.parse(await readFile(kept, 'utf8')) as EvaluateResult;
    if (!(await exists(corpus))) await linkFold(corpus, birds, items, (index) => foldOf[index] === fold);
    if (!(await exists(join(run, 'result.json')))) {
      const flags = ['--seed', seed, '--threads', '1', '--overwrite', '--quiet', '--out', run];
      const length = values.steps === undefined ? [] : ['--steps', values.steps];
      const labels = labelled === 'all' ? [] : [`data.labelledRecordings=${labelled}`];
      const set = [
        '--set',
        'train.test=false',
        'data.folds=0',
        'data.validationFraction=0',
        ...labels,
        ...LOSSES[loss]!,
      ];
      await lyrebird('train', '--task', task, '--data', corpus, ...length, ...flags, ...set);
    }
    const options = ['--model', join(run, 'last'), '--data', corpus, '--split', 'test', '--json', '--quiet'];
    const text = await lyrebird('evaluate', ...options);
    await writeFileAtomically(kept, text);
    return JSON.parse(text) as EvaluateResult;
  };

  print(
    'labelled  trained by   segments   recordings: best by loudness, macro AP, macro AUROC; mean ± deviation, in %',
  );
  for (const labelled of values.labelled.split(',')) {
    for (const loss of values.losses.split(',')) {
      const results: EvaluateResult[] = [];
      for (const fold of folds) results.push(await measured(labelled, loss, fold));
      const cells = [
        percent(results.map(({ segmentAccuracy }) => segmentAccuracy)),
        percent(results.map(({ recordingAccuracyByLoudness }) => recordingAccuracyByLoudness)),
        percent(results.map(({ recordingRanking }) => recordingRanking?.averagePrecision)),
        percent(results.map(({ recordingRanking }) => recordingRanking?.auroc)),
      ];
      print(`${labelled.padEnd(9)} ${loss.padEnd(12)} ${cells.join('   ')}`);
    }
  }
}

await main();
