import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageEvaluateResult } from '#src/train/trained-model/types.js';
import { readLabelSplit } from '#src/data/index.js';
import {
  readModelFolder,
  type EndEvent,
  type ExampleMetrics,
  type RunResult,
  type StartEvent,
  type TrainEvent,
} from '#src/train/index.js';
import { sharedData } from '../data/images/readers/support.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { filesOf } from '../helpers/train-tones.js';
import { lyrebird, parseLines, type Outcome } from './support/lyrebird.js';

const { path: folder, at } = useTemporaryFolder();
beforeAll(() => writeDigits(at('data/mnist')));

/** Settings of a run of about a second, in batches of 10. */
const SMALL = [
  ...['data.labels=20', 'data.validationExamples=90', 'data.batchSize=10', 'data.labelledFraction=0.5'],
  'train.steps=20',
];

/** Trains on the data in the working directory. */
const train = (...args: string[]): Promise<Outcome> =>
  lyrebird(['train', '--task', 'mnist', '--threads', '1', '--set', ...SMALL, ...args], {}, folder);

const resultIn = (run: string): RunResult =>
  JSON.parse(readFileSync(join(at(run), 'result.json'), 'utf8')) as RunResult;
const testIn = (run: string): ExampleMetrics => resultIn(run).test as ExampleMetrics;

describe('lyrebird train on images', () => {
  it('finds the data, names the run, and reports images', async () => {
    const { exitCode, stdout, stderr } = await train('--json');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const events = parseLines<TrainEvent>(stdout);
    expect(events.find(({ type }) => type === 'start')).toMatchObject({
      task: 'mnist',
      model: 'small-cnn',
      units: { example: 'image' },
      trainExamples: 20,
      unlabelledExamples: 90,
      validationExamples: 90,
      stepsPerEpoch: 504,
      steps: 20,
      out: 'runs/mnist-labels20-seed1',
    } satisfies Partial<StartEvent>);
    const epoch = events.find(({ type }) => type === 'epoch');
    expect(epoch?.type === 'epoch' && Object.keys(epoch.validation!)).toEqual(['accuracy', 'crossEntropy', 'residual']);
    const end = events.at(-1) as EndEvent;
    expect(end.result).toEqual(resultIn('runs/mnist-labels20-seed1'));
  });

  it('writes the result of the run, and which images kept their labels', async () => {
    const result = resultIn('runs/mnist-labels20-seed1');
    expect(result).toMatchObject({
      task: 'mnist',
      model: { name: 'small-cnn', kind: 'mean', activation: 'relu' },
      seed: 1,
      labels: 20,
      steps: 20,
      epochs: 1,
      resumedFromStep: 0,
      examples: { labelled: 20, unlabelled: 90, validation: 90, test: 50 },
      settings: {
        dataset: 'mnist',
        normalisation: 'standard',
        inputScale: 0.43,
        batchSize: 10,
        alpha: 0.74,
        beta: {
          kind: 'linear',
          points: [
            [0.15, 0.05],
            [0.75, 0.0035],
          ],
        },
        residual: { reduction: 'sum', distance: 'euclidean' },
      },
      engine: { name: 'compiled', device: 'cpu' },
    });
    expect(result.partialData).toEqual([
      'mnist train: PARTIAL DATA, 200 of 60000 images from train-images-idx3-ubyte, train-labels-idx1-ubyte',
      'mnist test: PARTIAL DATA, 50 of 10000 images from t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte',
    ]);
    expect(result.test).toEqual({
      accuracy: expect.any(Number) as number,
      crossEntropy: expect.any(Number) as number,
      residual: expect.any(Number) as number,
    });
    const [name] = readdirSync(at('runs/mnist-labels20-seed1/labels'));
    expect(name).toBe('mnist-200of60000-seed1-labels20.json');
    const split = await readLabelSplit(at(`runs/mnist-labels20-seed1/labels/${name}`));
    expect(split.indices).toHaveLength(20);
    const { manifest } = await readModelFolder(at('runs/mnist-labels20-seed1/last'));
    expect(manifest.images).toMatchObject({ dataset: 'mnist', labels: 20, validationExamples: 90, labelSeed: 1 });
    expect(manifest.images!.description).toContain('PARTIAL DATA, 200 of 60000');
  });

  it('refuses an existing run, and names --resume, --out and --overwrite', async () => {
    const { exitCode, stderr } = await train();
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(
      /^lyrebird: runs\/mnist-labels20-seed1 already holds a model: .*--resume.*--out.*--overwrite\n$/,
    );
  });

  it('learns the stripes, and reports in plain lines', async () => {
    const longer = ['--set', 'train.steps=60', 'loss.beta=0.002'];
    const { exitCode, stderr } = await train('--out', 'plain', ...longer);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('loaded 200 images\nwarning: mnist train: PARTIAL DATA, 200 of 60000 images from ');
    expect(stderr).toContain('training: 20 images, 90 unlabelled; validation: 90 images\n');
    expect(stderr).toContain('60 steps, 504 per epoch, batches of 10; saving to plain\n');
    expect(stderr).toMatch(/\nepoch 1 {2}CE .* validation: accuracy [\d.]+% {2}best\n/);
    expect(stderr).toMatch(
      /\ntest: accuracy [\d.]+% of 50 images \(PARTIAL DATA\), last model; 20 labels, validation 90\n/,
    );
    expect(stderr).not.toMatch(/segment|recording/);
    expect(testIn('plain').accuracy).toBeGreaterThan(0.5);
  });

  it('a stopped and resumed run ends with the files and the result of an uninterrupted one', async () => {
    await train('--out', 'broken', '--set', 'train.maxSteps=7');
    const stopped = resultIn('broken');
    expect((await train('--out', 'broken', '--resume')).exitCode).toBe(0);
    expect(filesOf(at('broken/last'))).toEqual(filesOf(at('runs/mnist-labels20-seed1/last')));
    const [whole, resumed] = [resultIn('runs/mnist-labels20-seed1'), resultIn('broken')];
    expect(resumed).toEqual({ ...whole, seconds: resumed.seconds, resumedFromStep: 7 });
    expect(stopped).toMatchObject({ steps: 7, resumedFromStep: 0 });
  });

  it('does not measure a finished run again unless its result is missing', async () => {
    const path = at('broken/result.json');
    const [before, { mtimeMs }] = [readFileSync(path, 'utf8'), statSync(path)];
    const { stdout } = await train('--out', 'broken', '--resume', '--json');
    expect((parseLines<TrainEvent>(stdout).at(-1) as EndEvent).result).toEqual(JSON.parse(before));
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    rmSync(path);
    await train('--out', 'broken', '--resume');
    const again = resultIn('broken');
    expect({ ...again, seconds: 0, resumedFromStep: 0 }).toEqual({
      ...(JSON.parse(before) as RunResult),
      seconds: 0,
      resumedFromStep: 0,
    });
  });

  it('with alpha = 1 it trains on the labelled images alone, in epochs of many passes', async () => {
    const { exitCode, stdout } = await train('--out', 'supervised', '--json', '--set', 'loss.alpha=1');
    expect(exitCode).toBe(0);
    const [start] = parseLines<TrainEvent>(stdout).filter(({ type }) => type === 'start');
    expect(start).toMatchObject({ trainExamples: 20, stepsPerEpoch: 500, steps: 20 });
    expect(resultIn('supervised')).toMatchObject({ settings: { alpha: 1 }, train: { residual: 0, entropy: 0 } });
  });

  const oneStep = (seed: string): string[] => ['--steps', '1', '--seed', seed, '--set', 'data.labelSeed=9'];

  it('reads the folder in LYREBIRD_DATA', async () => {
    const args = ['train', '--task', 'mnist', '--out', at('seed2'), '--quiet', '--set', ...SMALL, ...oneStep('2')];
    const { exitCode } = await lyrebird(args, { LYREBIRD_DATA: at('data') });
    expect(exitCode).toBe(0);
  });

  it('draws labels from data.labelSeed, so that they stay the same while the seed varies', async () => {
    await train('--out', 'seed1', ...oneStep('1'));
    const names = ['seed1', 'seed2'].map((run) => readdirSync(at(`${run}/labels`)));
    expect(names).toEqual([['mnist-200of60000-seed9-labels20.json'], ['mnist-200of60000-seed9-labels20.json']]);
    expect(filesOf(at('seed1/labels'))).toEqual(filesOf(at('seed2/labels')));
    expect(filesOf(at('seed1/last'))).not.toEqual(filesOf(at('seed2/last')));
  });

  it.each([
    [
      ['--data', 'none'],
      3,
      /^lyrebird: .*\/none: .*no such folder; expected t10k-images.*: .* `lyrebird data fetch mnist --out .*\/none`\n$/,
    ],
    [['--set', 'data.labels=25'], 2, /labels: expected a multiple of 10, .*got 25\n$/],
    [['--set', 'data.labels=210'], 3, /mnist-200of60000: expected 21 labelled examples of class 0 to draw, got 20\n$/],
    [['--set', 'data.validationExamples=190'], 3, /expected at least 210 examples, .*, got 200\n$/],
    [['--set', 'audio.overlap=0.5'], 2, /^lyrebird: audio\.overlap is a setting for recordings, /],
    [['--epochs', '2', '--steps', '3'], 2, /^lyrebird: --epochs and --steps both set the training length: /],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await train('--out', 'refused', '--quiet', ...args);
    expect(stderr.replace(/^warning: .*\n/, '')).toMatch(message);
    expect(exitCode).toBe(code);
    expect(existsSync(at('refused'))).toBe(false);
  });

  it('looks for test images before training, not after', async () => {
    mkdirSync(at('half'), { recursive: true });
    writeDigits(at('half'));
    rmSync(at('half/t10k-labels-idx1-ubyte'));
    const { exitCode, stderr } = await train('--out', 'refused', '--data', 'half');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^lyrebird: .*half: expected t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte/);
  });
});

describe('lyrebird evaluate on images', () => {
  const evaluate = (...args: string[]): Promise<Outcome> => lyrebird(['evaluate', ...args], {}, folder);

  it('measures the last model on the test images, as the run itself did', async () => {
    const { exitCode, stdout, stderr } = await evaluate('--model', 'plain', '--json');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as ImageEvaluateResult;
    const { accuracy, crossEntropy } = testIn('plain');
    expect(result).toMatchObject({ model: 'plain/last', split: 'test', dataset: 'mnist-test-50of10000', examples: 50 });
    expect(result.accuracy).toBe(accuracy);
    expect(result.crossEntropy).toBeCloseTo(crossEntropy, 5);
    expect(stderr).toMatch(/^warning: mnist test: PARTIAL DATA, 50 of 10000 images /);
  });

  it.each([
    ['train', 110],
    ['validation', 90],
  ])("--split %s is the model's own split", async (split, examples) => {
    const { stdout } = await evaluate('--model', 'plain', '--json', '--split', split);
    const result = JSON.parse(stdout) as ImageEvaluateResult;
    expect(result.examples).toBe(examples);
    if (split === 'validation') {
      const { last } = resultIn('plain').validation!;
      expect({ accuracy: result.accuracy }).toEqual({ accuracy: 'accuracy' in last ? last.accuracy : undefined });
    }
  });

  it('prints the accuracy, each class and the confusion matrix', async () => {
    const { stdout } = await evaluate('--model', 'plain/best');
    expect(stdout).toMatch(/^data {2}\(mnist-test-50of10000\)\n {2}accuracy {2}[\d.]+% of 50 images\n/);
    expect(stdout).toContain('Images by label (rows) and prediction (columns):\n');
    expect(stdout).not.toMatch(/segment|recording/i);
  });

  it('refuses --split all, and images of a different training set', async () => {
    const all = await evaluate('--model', 'plain', '--split', 'all');
    expect([all.exitCode, all.stderr]).toEqual([
      2,
      'lyrebird: --split: expected train, validation or test for an image model, got all\n',
    ]);
    writeDigits(at('others'), { train: 190 });
    const others = await evaluate('--model', 'plain', '--split', 'validation', '--data', 'others');
    expect(others.exitCode).toBe(3);
    expect(others.stderr).toMatch(
      /the images used to train plain\/last .*, got different ones \(mnist train: PARTIAL DATA, 190 /,
    );
  });
});

const cifar = sharedData('cifar10');
/** Copies the first images of a file of CIFAR-10: 3073 bytes each. */
function copyFirst(name: string, images: number): void {
  mkdirSync(at('cifar-part'), { recursive: true });
  writeFileSync(at(`cifar-part/${name}`), readFileSync(join(cifar.dir, name)).subarray(0, 3073 * images));
}

describe('real data', () => {
  it.skipIf(!cifar.there)('trains on the available part of CIFAR-10, and reports how much is missing', async () => {
    copyFirst('data_batch_1.bin', 200);
    copyFirst('test_batch.bin', 40);
    const sets = ['model.name=resnet3-16', 'data.labels=10', 'data.batchSize=4', 'data.validationExamples=10'];
    const { exitCode, stderr } = await lyrebird([
      ...['train', '--task', 'cifar10', '--data', at('cifar-part'), '--out', at('cifar'), '--steps', '2'],
      ...['--set', ...sets],
    ]);
    expect(exitCode).toBe(0);
    expect(resultIn('cifar')).toMatchObject({
      partialData: [
        expect.stringMatching(/^cifar10 train: PARTIAL DATA, 200 of 50000 images from data_batch_1\.bin/),
        expect.stringMatching(/^cifar10 test: PARTIAL DATA, 40 of 10000 images from test_batch\.bin/),
      ],
      examples: { labelled: 10, validation: 10, test: 40 },
    });
    expect(stderr).toContain('warning: cifar10 train: PARTIAL DATA, 200 of 50000 images');
  });
});
