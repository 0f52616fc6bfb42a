import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { foldsByGroup } from '#src/data/index.js';
import type { EvaluateResult } from '#src/train/index.js';
import { linkFold, readItems } from '../verdicts/corpus.js';
import { exists } from '../verdicts/exists.js';
import { lyrebird } from '../verdicts/lyrebird.js';
import { deviation, mean } from '../verdicts/measures.js';

const USAGE = `npm run unlabelled -- --birds FOLDER --folder FOLDER [--labelled 1,2,3,all] [--folds 4] [--seed 1]

Trains birds on folds of labelled recordings, with the labels of 1, 2, 3 and all recordings of each species: by these
labels alone, and with the other recordings through R, E and both. Measures the held-out fold. Runs in --folder that are
finished are not trained again. Needs an hour on two cores.`;

const { values } = parseArgs({
  options: {
    birds: { type: 'string' },
    folder: { type: 'string' },
    labelled: { type: 'string', default: '1,2,3,all' },
    losses: { type: 'string', default: 'labels,R,E,both' },
    folds: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

/** Weights of the loss, by what trains besides the labels. */
const LOSSES: Readonly<Record<string, readonly string[]>> = {
  labels: ['loss.alpha=1'],
  R: ['loss.alpha=0.7', 'loss.beta=1'],
  E: ['loss.alpha=0.7', 'loss.beta=0'],
  both: ['loss.alpha=0.7', 'loss.beta=0.3'],
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const spread = (fractions: readonly number[]): string =>
  `${(100 * mean(fractions)).toFixed(1)} ± ${(100 * deviation(fractions)).toFixed(1)}`;

async function main(): Promise<void> {
  const { birds, seed } = values;
  if (values.help || birds === undefined) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'unlabelled-'))));
  await mkdir(folder, { recursive: true });
  const items = await readItems(birds);
  const names = [...new Set(items.map(({ species }) => species))].sort();
  const labels = items.map(({ species, group }) => ({ label: names.indexOf(species), group }));
  const folds = Number(values.folds);
  const foldOf = foldsByGroup(labels, folds, Number(seed));
  print('labelled  trained by   recordings: best by loudness, macro AP, macro AUROC; mean ± standard deviation, in %');
  for (const labelled of values.labelled.split(',')) {
    for (const loss of values.losses.split(',')) {
      const results: EvaluateResult[] = [];
      for (let fold = 0; fold < folds; fold++) {
        const corpus = join(folder, `corpus-${fold}`);
        const run = join(folder, `${labelled}-${loss}-${fold}`);
        if (!(await exists(corpus))) await linkFold(corpus, birds, items, (index) => foldOf[index] === fold);
        if (!(await exists(join(run, 'result.json')))) {
          const flags = ['--seed', seed, '--threads', '1', '--overwrite', '--quiet', '--out', run];
          const kept = labelled === 'all' ? [] : [`data.labelledRecordings=${labelled}`];
          const set = ['--set', 'train.test=false', 'data.folds=0', ...kept, ...LOSSES[loss]!];
          await lyrebird('train', '--task', 'birds', '--data', corpus, ...flags, ...set);
        }
        const measured = ['--model', join(run, 'last'), '--data', corpus, '--split', 'test', '--json', '--quiet'];
        results.push(JSON.parse(await lyrebird('evaluate', ...measured)) as EvaluateResult);
      }
      const cells = [
        spread(results.map(({ recordingAccuracyByLoudness }) => recordingAccuracyByLoudness!)),
        spread(results.map(({ recordingRanking }) => recordingRanking!.averagePrecision)),
        spread(results.map(({ recordingRanking }) => recordingRanking!.auroc)),
      ];
      print(`${labelled.padEnd(9)} ${loss.padEnd(12)} ${cells.join('   ')}`);
    }
  }
}

await main();
