import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClusterResult, ClusterSummary } from '#src/clustering/types.js';
import { readRecordingSplit } from '#src/data/index.js';
import { readModelFolder, type RunResult } from '#src/train/index.js';
import { idx } from '../data/images/readers/support.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { filesOf } from '../helpers/train-tones.js';
import { lyrebird, type Outcome } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { path: folder, at } = useTemporaryFolder();
beforeAll(() => {
  writeDigits(at('data/mnist'));
  // The same images with other labels.
  writeDigits(at('mislabelled/data/mnist'));
  const labels = Array.from({ length: 200 }, (_, image) => (image * 7 + (image >> 4)) % 10);
  writeFileSync(at('mislabelled/data/mnist/train-labels-idx1-ubyte'), idx([200], labels));
});

const SMALL = ['data.validationExamples=50', 'data.batchSize=20', 'data.epochMinSteps=4', 'train.steps=8'];
const train = (cwd: string, ...more: string[]): Promise<Outcome> =>
  lyrebird(['train', '--task', 'mnist-clusters', '--threads', '1', '--set', ...SMALL, ...more], {}, cwd);
const cluster = async (...args: string[]): Promise<ClusterResult> => {
  const { exitCode, stdout, stderr } = await lyrebird(['cluster', '--json', ...args], {}, folder);
  expect([exitCode, stderr.replaceAll(/warning: .*\n/g, '')]).toEqual([0, '']);
  return JSON.parse(stdout) as ClusterResult;
};

/** The run on the images with other labels. */
const MISLABELLED = 'mislabelled/runs/mnist-clusters-labels0-seed1';

describe('lyrebird train without labels', () => {
  it('reports clusters, and no label, cross-entropy or accuracy', async () => {
    const { exitCode, stderr } = await train(folder, '--out', 'run');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('mnist-clusters: small-cnn, 131,512 parameters, 10 clusters, seed 1\n');
    expect(stderr).toContain('training: 150 images without labels; validation: 50 images\n');
    expect(stderr).toMatch(
      /\nepoch 1 {2}loss \S+ {2}R \S+ {2}E \S+ {2}validation: loss \S+, R \S+, E \S+, \d+ of 10 clusters used/,
    );
    expect(stderr).toMatch(/\nbest: epoch \d, validation loss \S+; R \S+, E \S+, \d+ of 10 clusters used\n/);
    expect(stderr).toMatch(
      /\ntest: loss \S+, .* clusters used of 50 images \(PARTIAL DATA\), last model; no labels, validation 50\n/,
    );
    expect(stderr).not.toMatch(/accuracy|CE /);
  });

  it('uses no labels: different labels do not change a single bit of the files of the run', async () => {
    expect((await train(at('mislabelled'), '--quiet')).exitCode).toBe(0);
    const runs = [at('run'), at(MISLABELLED)];
    const files = filesOf(runs[0]!);
    expect(Object.keys(files).filter((name) => name.endsWith('.safetensors'))).toHaveLength(3);
    expect(filesOf(runs[1]!)).toEqual(files);
    const results = runs.map((run) => JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as RunResult);
    expect(results[1]!.test).toEqual(results[0]!.test);
    expect(readdirSync(runs[0]!)).not.toContain('labels');
  });

  it('has data.clusters clusters', async () => {
    const { exitCode } = await train(folder, '--out', 'thirteen', '--set', 'data.clusters=13', 'train.steps=1');
    expect(exitCode).toBe(0);
    const result = await cluster('--model', 'thirteen', '--no-baselines');
    expect(result).toMatchObject({ clusters: 13, unsupervised: true });
    expect(result.methods[0]!.examples.sizes).toHaveLength(13);
  });
});

describe('lyrebird cluster on images', () => {
  it('compares the network with k-means and chance, by labels it was not trained on', async () => {
    const result = await cluster('--model', 'run');
    expect(result).toMatchObject({
      model: 'run/last',
      split: 'test',
      dataset: 'mnist-test-50of10000',
      clusters: 10,
      unsupervised: true,
    });
    expect(result.methods.map(({ method }) => method)).toEqual([
      ...['network', 'k-means on f(x)', 'k-means on pixels', 'random', 'one cluster'],
    ]);
    for (const { examples, sources } of result.methods) {
      expect(sources).toBeUndefined();
      const { table, names, accuracy, sizes } = examples;
      const right = names.reduce<number>((sum, label, c) => sum + (label === null ? 0 : table[label]![c]!), 0);
      expect(accuracy).toBeCloseTo(right / 50, 10);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50);
    }
    expect(result.methods.at(-1)!.examples).toMatchObject({ accuracy: 0.1, nmi: 0, ari: 0, clustersUsed: 1 });
    // Stripes of the same direction and width are close to each other.
    expect(result.methods[2]!.examples.nmi).toBeGreaterThan(result.methods[3]!.examples.nmi);
  });

  it('reports mean and standard deviation of several models, whose baselines have different seeds', async () => {
    const models = ['run', MISLABELLED];
    const summary = (await cluster('--model', ...models, '--no-baselines')) as unknown as ClusterSummary;
    const [first, second] = summary.runs;
    expect(summary.runs.map(({ model, seed }) => [model, seed])).toEqual(
      models.map((model, i) => [`${model}/last`, i + 1]),
    );
    expect(second!.methods[0]).toEqual(first!.methods[0]);
    const [one, other] = [first!, second!].map(({ methods }) => methods[2]!.examples.nmi) as [number, number];
    expect(other).not.toBe(one);
    expect(summary.summary[2]!.method).toBe('random');
    expect(summary.summary[2]!.examples.nmi.mean).toBeCloseTo((one + other) / 2, 10);
    expect(summary.summary[2]!.examples.nmi.std).toBeCloseTo(Math.abs(one - other) / Math.SQRT2, 10);
    const { stdout } = await lyrebird(['cluster', '--no-baselines', '--model', ...models], {}, folder);
    expect(stdout).toContain('\nmean (sample standard deviation) of 2 models\n');
    expect(stdout).toMatch(/\n {2}network +[\d.]+% \(0\.0%\) +[\d.]+ \(0\.000\)/);
  });

  it("--split selects one of the model's own splits", async () => {
    const args = ['--model', 'run', '--no-baselines', '--split'];
    expect((await cluster(...args, 'validation')).methods[0]!.examples.examples).toBe(50);
    const part = await cluster(...args, 'train');
    expect(part.methods[0]!.examples.examples).toBe(150);
    expect(part.warnings.at(-1)).toBe('the model was trained on these images, without their labels');
  });

  it('prints tables', async () => {
    const { stdout } = await lyrebird(['cluster', '--model', 'run'], {}, folder);
    expect(stdout).toMatch(/^data {2}\(mnist-test-50of10000\)\n {2}10 classes, 10 clusters\n/);
    expect(stdout).toMatch(/\n {2}50 images +accuracy +NMI +ARI +clusters used\n {2}network +[\d.]+% +[\d.]+ /);
    expect(stdout).toContain('Images by label (rows) and cluster (columns):\n');
    expect(stdout).toMatch(/\n +size( +\d+){10}\n +assigned class( +(\d+|-)){10}\n/);
  });

  it('evaluate refuses models without classes, and names this command', async () => {
    const { exitCode, stderr } = await lyrebird(['evaluate', '--model', 'run'], {}, folder);
    expect([exitCode, stderr]).toEqual([
      2,
      'lyrebird: run/last was trained without labels, so its outputs are clusters, not classes; ' +
        'measure them with lyrebird cluster --model run\n',
    ]);
  });
});

describe('recordings without labels', () => {
  const { folder: birds, corpus } = useTinyRun({ train: false });
  const trainBirds = (out: string, task: string, data: string, ...sets: string[]): Promise<Outcome> =>
    lyrebird([
      ...['train', '--task', task, '--data', data, '--out', join(birds, out), '--epochs', '1', '--threads', '1'],
      ...['--set', 'data.batchSize=50', ...sets],
    ]);

  it('are clustered by segment and by recording', async () => {
    const { exitCode, stderr } = await trainBirds('clusters', 'bird-clusters', corpus);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(', 11 clusters, seed 1\n');
    expect(stderr).toMatch(/training: [\d,]+ segments of \d+ recordings without labels; validation: /);
    const args = ['--model', join(birds, 'clusters'), '--data', corpus];
    const result = await cluster(...args);
    const { manifest } = await readModelFolder(join(birds, 'clusters/last'));
    expect(manifest.unsupervised).toBe(true);
    expect(result).toMatchObject({
      usedForTraining: manifest.recordings!.train.length,
      usedForValidation: manifest.recordings!.validation.length,
    });
    expect(result.methods.map(({ method }) => method)).toContain('k-means on spectra');
    for (const { examples, sources } of result.methods)
      expect([examples.examples, sources!.examples]).toEqual([363, 33]);
    const { stdout } = await lyrebird(['cluster', ...args]);
    expect(stdout).toMatch(/\n {2}33 recordings +accuracy/);
    expect(stdout).toContain('Recordings by label (rows) and cluster (columns):\n');
    expect(stdout).toContain('The network was trained without labels on ');
  });

  it('need no species folders, but a number of clusters', async () => {
    const flat = join(birds, 'flat');
    mkdirSync(join(flat, 'unlabelled'), { recursive: true });
    const species = readdirSync(corpus).filter((name) => !name.includes('.'));
    species.forEach((name, index) => {
      const [file] = readdirSync(join(corpus, name));
      copyFileSync(join(corpus, name, file!), join(flat, index % 2 ? 'unlabelled' : '.', `${index}.wav`));
    });
    const unnumbered = await trainBirds('flat-run', 'bird-clusters', flat);
    expect(unnumbered.exitCode).toBe(2);
    expect(unnumbered.stderr).toMatch(
      /lyrebird: flat: without species folders, the number of clusters is unknown; set data.clusters, .*\n$/,
    );
    symlinkSync('nowhere', join(flat, 'gone.wav'));
    const { exitCode, stderr } = await trainBirds('flat-run', 'bird-clusters', flat, 'data.clusters=4');
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^warning: .*gone.wav: left out: a link to something that does not exist\n/);
    expect(stderr).toContain(', 4 clusters, seed 1\n');
    const measured = await lyrebird(['cluster', '--model', join(birds, 'flat-run'), '--data', flat]);
    expect(measured.exitCode).toBe(3);
  });

  /** The corpus without its metadata.csv, which says what is held out. */
  const plain = join(birds, 'plain/corpus');
  const filesOfPlain = (): string[] =>
    readdirSync(plain, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  beforeAll(() => {
    cpSync(corpus, plain, { recursive: true });
    rmSync(join(plain, 'metadata.csv'));
  });

  it('train without species, held-out data included: different folders do not change a bit of the model', async () => {
    const files = filesOfPlain();
    const folders = [...new Set(files.map((file) => basename(dirname(file))))];
    /** The same recordings in the same order and groups, three per folder, with folder borders moved by `shift`. */
    const corpusShiftedBy = (shift: number): string => {
      const dir = join(birds, `shifted${shift}/corpus`);
      const names = files.map((_, index) => `${String(index).padStart(2, '0')}.wav`);
      files.forEach((file, index) => {
        const species = join(dir, folders[Math.min(folders.length - 1, Math.floor((index + shift) / 3))]!);
        mkdirSync(species, { recursive: true });
        copyFileSync(file, join(species, names[index]!));
      });
      const rows = names.map((name, index) => `${name},group-${index >> 1}`);
      writeFileSync(join(dir, 'metadata.csv'), ['file,group', ...rows].join('\n'));
      return dir;
    };
    const weights = async (shift: number): Promise<Buffer> => {
      const { exitCode } = await trainBirds(`shifted${shift}/run`, 'bird-clusters', corpusShiftedBy(shift));
      expect(exitCode).toBe(0);
      const { manifest, path } = await readModelFolder(join(birds, `shifted${shift}/run/last`));
      const { train, validation } = manifest.recordings!;
      expect([train.length > 20, validation.length > 5, train.length + validation.length]).toEqual([true, true, 33]);
      return readFileSync(join(path, manifest.weights.file));
    };
    expect((await weights(1)).equals(await weights(0))).toBe(true);
  });

  it('train together with labelled recordings; the labelled ones alone use the same split', async () => {
    const settings = ['data.labelledRecordings=1', 'data.validationFraction=0.3'];
    const semi = await trainBirds('semi', 'bird10-semi', plain, ...settings);
    expect(semi.exitCode).toBe(0);
    expect(semi.stderr).toMatch(/training: 121 segments of 11 recordings, 121 unlabelled; validation: 121 segments/);
    const alone = await trainBirds('alone', 'bird10-semi', plain, ...settings, 'loss.alpha=1');
    expect(alone.stderr).toContain('121 unlabelled examples have no weight in the loss and are ignored\n');
    const splits = await Promise.all(
      ['semi', 'alone'].map((run) => readRecordingSplit(join(birds, run, 'labels/corpus-seed1-labelled1.json'))),
    );
    expect(splits[1]).toEqual(splits[0]);
    const { labelled, unlabelled } = splits[0]!;
    expect([labelled.length, unlabelled.length]).toEqual([11, 11]);
    const { manifest } = await readModelFolder(join(birds, 'semi/last'));
    expect([...labelled, ...unlabelled].sort()).toEqual([...manifest.recordings!.train].sort());
    for (const file of manifest.recordings!.validation) expect([...labelled, ...unlabelled]).not.toContain(file);
    expect(new Set(labelled.map((file) => dirname(file))).size).toBe(11);
  });

  it('are refused if a species has too few labelled recordings', async () => {
    const { exitCode, stderr } = await trainBirds('few', 'bird10-semi', corpus, 'data.labelledRecordings=9');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/data\.labelledRecordings: expected 9 recordings of \S+ to train on, got \d\n$/);
  });
});
