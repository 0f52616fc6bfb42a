import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { argMax, predictExamples, scoreUnlabelled, type UnlabelledScore } from '#src/eval/index.js';
import { loadModel, openEvaluationImages, withModel } from '#src/train/index.js';
import { deviation, mean } from '../bird-accuracy/measures.js';

const USAGE = `npm run unlabelled-selection -- --data FOLDER RUN_FOLDERS...

Can the better of several runs be told without labels? Prints, for finished runs of one image task that differ in their
seeds, the test accuracy beside what needs no label: E and R of the test images, the entropy of the mean prediction, and
agreement with what most of the runs predict; and Spearman's rank correlation of each with the accuracy.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** A run, its test accuracy, and what its predictions show without labels. */
interface MeasuredRun extends Pick<UnlabelledScore, 'entropy' | 'balance' | 'residual'> {
  readonly folder: string;
  readonly testAccuracy: number;
  /** Predicted class of each image. */
  readonly predicted: readonly number[];
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function measure(folder: string): Promise<MeasuredRun> {
  const result = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as {
    readonly test: { readonly accuracy: number };
  };
  const model = await loadModel(join(folder, 'last'));
  const options = { onWarning: () => undefined, onLoading: () => undefined, data: values.data! };
  const { dataset } = await openEvaluationImages(model, model.manifest.images!, options);
  const predictions = await withModel(model, {}, (run) =>
    predictExamples({ ...run, dataset, residual: { reduction: 'sum', distance: 'euclidean' } }),
  );
  const classes = model.manifest.classes.length;
  return {
    ...scoreUnlabelled(predictions, classes),
    ...{ folder, testAccuracy: result.test.accuracy },
    predicted: Array.from({ length: dataset.length }, (_, row) => argMax(predictions.logits, row * classes, classes)),
  };
}

/** The class that most runs predict for each image; of equally frequent ones, the lowest. */
function majority(runs: readonly MeasuredRun[]): number[] {
  return runs[0]!.predicted.map((_, image) => {
    const counts = new Map<number, number>();
    for (const { predicted } of runs) counts.set(predicted[image]!, (counts.get(predicted[image]!) ?? 0) + 1);
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
  const runs: MeasuredRun[] = [];
  for (const folder of positionals) runs.push(await measure(folder));
  const voted = majority(runs);
  const agreement = runs.map(({ predicted }) =>
    mean(predicted.map((label, image) => (label === voted[image] ? 1 : 0))),
  );
  print('run                  test, %   agreement, %         E         R   entropy of the mean');
  runs.forEach(({ folder, testAccuracy, entropy, residual, balance }, i) => {
    const cells = [100 * testAccuracy, 100 * agreement[i]!].map((value) => value.toFixed(2));
    print(
      `${basename(folder).padEnd(20)} ${cells[0]!.padStart(7)} ${cells[1]!.padStart(14)} ` +
        `${entropy.toFixed(4).padStart(9)} ${residual!.toFixed(2).padStart(9)} ${balance.toFixed(4).padStart(21)}`,
    );
  });
  const accuracies = runs.map(({ testAccuracy }) => testAccuracy);
  const measures: readonly (readonly [string, readonly number[]])[] = [
    ['agreement', agreement],
    ['E', runs.map(({ entropy }) => entropy)],
    ['R', runs.map(({ residual }) => residual!)],
    ['entropy of the mean', runs.map(({ balance }) => balance)],
  ];
  print(`\nrank correlation with the test accuracy, ${runs.length} runs`);
  for (const [name, measured] of measures) print(`  ${name.padEnd(20)} ${spearman(accuracies, measured).toFixed(2)}`);
}

await main();
