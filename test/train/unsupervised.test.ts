import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusterNames, UNLABELLED, withoutLabels, type Dataset } from '#src/data/index.js';
import { DatasetError } from '#src/errors.js';
import { predictExamples, scoreUnlabelled } from '#src/eval/index.js';
import { createEngine } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { loadConfig, loadModel, readModelFolder, trainProgram, type ClusterMetrics } from '#src/train/index.js';
import { tones } from '../helpers/tones.js';
import { endOf, filesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { useRuns } from '../helpers/use-runs.js';
import { recordingTasks } from '#audio/training/index.js';

const runs = useRuns();

/** Tones without labels, with the given number of clusters. */
const unlabelled = (dataset: Dataset, clusters = 3): Dataset => withoutLabels(dataset, clusterNames(clusters));
const heldOut = (): Dataset => tones({ name: 'validation', seed: 2, recordings: 1 });
const SETTINGS = ['data.labelledRecordings=0', 'loss.alpha=0', 'loss.beta=0.2', 'loss.balance=2'];

const trainClusters = (out: string, more: Partial<Parameters<typeof trainTones>[0]> = {}, clusters = 3) =>
  trainTones({
    engine: runs.engine,
    out: runs.at(out),
    train: unlabelled(tones({ name: 'train' }), clusters),
    validation: unlabelled(heldOut(), clusters),
    ...more,
    overrides: [...SETTINGS, ...(more.overrides ?? [])],
  });

/** The same examples, each with a wrong label or none. */
const mislabelled = (dataset: Dataset): Dataset => ({
  ...dataset,
  label: (index) => (index % 4 === 3 ? UNLABELLED : (dataset.label(index) + 1 + (index % 2)) % 3),
});

describe('training without labels', () => {
  it('has no labels, no cross-entropy and no accuracies, not even in validation', async () => {
    const events = await trainClusters('run');
    expect(events[0]).toMatchObject({
      classes: ['cluster 1', 'cluster 2', 'cluster 3'],
      trainExamples: 0,
      unlabelledExamples: 36,
      trainSources: 9,
      validationExamples: 12,
    });
    expect(ofType(events, 'warning')).toEqual([]);
    for (const { accuracy, crossEntropy } of ofType(events, 'step')) {
      expect([accuracy, crossEntropy]).toEqual([undefined, 0]);
    }
    const [epoch] = ofType(events, 'epoch');
    expect(Object.keys(epoch!.train)).not.toContain('accuracy');
    expect(Object.keys(epoch!.validation!)).toEqual([
      ...['loss', 'residual', 'entropy', 'balance', 'clustersUsed', 'clusters'],
    ]);
    const { result } = endOf(events);
    expect(result).toMatchObject({ labels: 0, examples: { labelled: 0, unlabelled: 36 }, settings: { balance: 2 } });
    const { manifest } = await loadModel(runs.at('run'));
    expect(manifest).toMatchObject({ unsupervised: true, classes: ['cluster 1', 'cluster 2', 'cluster 3'] });
  });

  it('uses no labels: wrong ones do not change a single bit of the run, even if they are passed in', async () => {
    const run = (out: string, train: Dataset, validation: Dataset) =>
      trainClusters(out, { train: unlabelled(train), validation, overrides: ['train.epochs=2'] });
    const labelled = (dataset: Dataset): Dataset => ({ ...dataset, classes: clusterNames(3) });
    // Labels of held-out examples reach the loop, which must drop them and not use them to choose an epoch.
    await run('right', tones({ name: 'train' }), labelled(heldOut()));
    await run('wrong', mislabelled(tones({ name: 'train' })), labelled(mislabelled(heldOut())));
    await run('none', tones({ name: 'train', labelled: false }), unlabelled(heldOut()));
    const files = filesOf(runs.at('right'));
    expect(Object.keys(files).length).toBeGreaterThan(5);
    expect(filesOf(runs.at('wrong'))).toEqual(files);
    expect(filesOf(runs.at('none'))).toEqual(files);
  });

  it('validates with Eq. 10 at the final weights, and keeps the epoch with the lowest loss', async () => {
    const beta = 'loss.beta={kind: linear, points: [[0, 0.5], [1, 0.1]]}';
    const events = await trainClusters('best', { overrides: [beta, 'train.epochs=4', 'optimiser.learningRate=0.003'] });
    const epochs = ofType(events, 'epoch').map((event) => event.validation as ClusterMetrics);
    const losses = epochs.map(({ loss }) => loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(endOf(events).best).toEqual({ epoch: best + 1, ...epochs[best] });

    const { manifest, parameters } = await readModelFolder(runs.at('best/best'));
    const model = createModel(manifest.model, { inputShape: manifest.inputShape, classCount: 3 });
    const { residual } = loadConfig({ task: 'bird10' }, [recordingTasks]).loss;
    const dataset = unlabelled(heldOut());
    const predictions = await predictExamples({ engine: runs.engine, model, parameters, dataset, residual });
    const score = scoreUnlabelled(predictions, 3);
    const said = epochs[best]!;
    expect([said.clustersUsed, said.clusters]).toEqual([score.clustersUsed, 3]);
    expect(said.residual).toBeCloseTo(score.residual!, 5);
    expect(said.loss).toBeCloseTo(0.1 * said.residual + 0.9 * (said.entropy - 2 * said.balance), 6);
  });

  it('has the configured number of clusters', async () => {
    const events = await trainClusters('five', { overrides: ['train.epochs=1'] }, 5);
    expect(events[0]).toMatchObject({ classes: clusterNames(5) });
    expect(ofType(events, 'epoch')[0]!.validation).toMatchObject({ clusters: 5 });
    const { parameters } = await loadModel(runs.at('five'));
    expect(parameters['dense2/kernel']!.shape).toEqual([32, 5]);
  });

  it('ends a stopped and resumed run with the files of an uninterrupted one', async () => {
    await trainClusters('whole');
    await trainClusters('broken', { stopAt: 5 });
    await trainClusters('broken', { resume: true });
    expect(filesOf(runs.at('broken'))).toEqual(filesOf(runs.at('whole')));
  });

  it('writes epochs without accuracies to metrics.ndjson', async () => {
    await trainClusters('metrics', { overrides: ['train.epochs=1'] });
    const line = readFileSync(runs.at('metrics/metrics.ndjson'), 'utf8');
    expect(line).not.toMatch(/accuracy/i);
    expect(line).toContain('"clustersUsed"');
  });

  it('needs a term other than cross-entropy', async () => {
    await expect(
      trainClusters('nothing', { overrides: ['data.labelledRecordings=null', 'loss.alpha=1'] }),
    ).rejects.toThrow(new DatasetError('train: expected labelled examples to train on, got none'));
  });

  it('warns if existing labels have no weight', async () => {
    const events = await trainTones({
      engine: runs.engine,
      out: runs.at('zero'),
      overrides: ['loss.alpha=0', 'train.maxSteps=1'],
    });
    expect(ofType(events, 'warning')[0]!.message).toMatch(
      /^loss.alpha is 0: the labels of 36 examples have no weight in the loss/,
    );
  });
});

describe('a balance', () => {
  const image = createModel({ name: 'small-cnn', kind: 'mean' }, { inputShape: [9, 8, 1], classCount: 4 });
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const options = { batchSize: 6, residual: { reduction: 'mean', distance: 'euclidean' }, adam } as const;

  it('is computed on the whole batch: a step with a balance has no shards, a step without one does', async () => {
    expect(trainProgram(image, options).dataParallel).toHaveProperty('microBatchSize');
    expect(trainProgram(image, { ...options, balance: 0 }).dataParallel).toHaveProperty('microBatchSize');
    expect(trainProgram(image, { ...options, balance: 1 }).dataParallel).not.toHaveProperty('microBatchSize');
    const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 2, shards: 2 });
    const program = await engine.compile(trainProgram(image, { ...options, balance: 1 }));
    await program.dispose();
    await engine.dispose();
  });

  it('keeps clusters separate when E alone puts all examples into one', async () => {
    const used = async (balance: number): Promise<ClusterMetrics> => {
      const overrides = ['loss.beta=0', `loss.balance=${balance}`, 'train.epochs=20', 'optimiser.learningRate=0.003'];
      const events = await trainClusters(`balance${balance}`, { overrides });
      return ofType(events, 'epoch').at(-1)!.validation as ClusterMetrics;
    };
    const [alone, balanced] = [await used(0), await used(4)];
    expect(alone.clustersUsed).toBe(1);
    expect(alone.balance).toBeLessThan(0.1);
    expect(balanced.clustersUsed).toBeGreaterThan(1);
    expect(balanced.balance).toBeGreaterThan(0.6);
  });
});
