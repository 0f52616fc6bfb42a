import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { argMax, predictExamples, softmaxRow } from '#src/eval/index.js';
import { loadModel, openEvaluationImages, withModel } from '#src/train/index.js';
import { deviation, mean } from '../verdicts/measures.js';

const USAGE = `npm run locked-runs -- --data FOLDER RUN_FOLDERS...

Can a run that has locked an early mistake in be told without labels? Prints, for finished runs of one image task that
differ in their seeds, the test accuracy beside what needs no label: E and R of the test images, the entropy of the mean
prediction, and agreement with what most of the runs say; and Spearman's rank correlation of each with the accuracy.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** What a run says of unlabelled images. */
interface Said {
  readonly run: string;
  readonly testAccuracy: number;
  readonly labels: readonly number[];
  readonly entropy: number;
  readonly residual: number;
  readonly balance: number;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const entropyOf = (distribution: ArrayLike<number>): number =>
  Array.from(distribution).reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);

async function ask(run: string): Promise<Said> {
  const result = JSON.parse(await readFile(join(run, 'result.json'), 'utf8')) as {
    readonly test: { readonly accuracy: number } | null;
  };
  const folder = await loadModel(join(run, 'last'));
  const settings = folder.manifest.images!;
  const hooks = { onWarning: () => undefined, onLoading: () => undefined };
  const { dataset } = await openEvaluationImages(folder, settings, { ...hooks, data: values.data! });
  const { logits, residual } = await withModel(folder, {}, (model) =>
    predictExamples({ ...model, dataset, residual: { reduction: 'sum', distance: 'euclidean' } }),
  );
  const classes = logits.length / dataset.length;
  const probabilities = Array.from({ length: dataset.length }, (_, row) =>
    softmaxRow(logits, row, new Float64Array(classes)),
  );
  const shares = Array.from({ length: classes }, (_, c) => mean(probabilities.map((row) => row[c]!)));
  return {
    ...{ run, testAccuracy: result.test!.accuracy, labels: probabilities.map((row) => argMax(row, 0, classes)) },
    entropy: mean(probabilities.map(entropyOf)),
    residual: mean(Array.from(residual!)),
    balance: entropyOf(shares),
  };
}

/** The label that most runs give each image; of equally frequent ones, the lowest. */
function majority(runs: readonly Said[]): number[] {
  return runs[0]!.labels.map((_, image) => {
    const counts = new Map<number, number>();
    for (const { labels } of runs) counts.set(labels[image]!, (counts.get(labels[image]!) ?? 0) + 1);
    return [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]![0];
  });
}

function ranks(numbers: readonly number[]): number[] {
  return numbers.map(
    (value) => numbers.filter((other) => other < value).length + numbers.filter((other) => other === value).length / 2,
  );
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const [meanX, meanY] = [mean(x), mean(y)];
  return (
    mean(x.map((value, i) => (value - meanX) * (y[i]! - meanY))) /
    ((deviation(x) * deviation(y) * (x.length - 1)) / x.length)
  );
}

async function main(): Promise<void> {
  if (values.help || values.data === undefined || positionals.length < 3) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const runs: Said[] = [];
  for (const run of positionals) runs.push(await ask(run));
  const voted = majority(runs);
  const agreement = runs.map(({ labels }) => mean(labels.map((label, image) => (label === voted[image] ? 1 : 0))));
  print('run                  test, %   agreement, %         E         R   entropy of the mean');
  runs.forEach(({ run, testAccuracy, entropy, residual, balance }, i) => {
    const cells = [100 * testAccuracy, 100 * agreement[i]!].map((value) => value.toFixed(2));
    print(
      `${basename(run).padEnd(20)} ${cells[0]!.padStart(7)} ${cells[1]!.padStart(14)} ` +
        `${entropy.toFixed(4).padStart(9)} ${residual.toFixed(2).padStart(9)} ${balance.toFixed(4).padStart(21)}`,
    );
  });
  const accuracies = runs.map(({ testAccuracy }) => testAccuracy);
  const measures: readonly (readonly [string, readonly number[]])[] = [
    ['agreement', agreement],
    ['E', runs.map(({ entropy }) => entropy)],
    ['R', runs.map(({ residual }) => residual)],
    ['entropy of the mean', runs.map(({ balance }) => balance)],
  ];
  print(`\nrank correlation with the test accuracy, ${runs.length} runs`);
  for (const [name, measured] of measures) print(`  ${name.padEnd(20)} ${spearman(accuracies, measured).toFixed(2)}`);
}

await main();
