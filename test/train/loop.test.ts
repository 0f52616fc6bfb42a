import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subset } from '#src/data/subset.js';
import { DatasetError, NonFiniteError } from '#src/errors.js';
import { evaluate } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { loadConfig, loadModel, readModelFolder, type SegmentMetrics } from '#src/train/index.js';
import { endOf, filesOf, lossesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { tones } from '../helpers/tones.js';
import { useRuns } from '../helpers/use-runs.js';
import { recordingTasks } from '#audio/training/index.js';

const runs = useRuns();

describe('a training run', () => {
  it('starts, steps, ends epochs and ends, and leaves a run folder', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run') });
    expect(events[0]).toMatchObject({
      type: 'start',
      task: 'bird10',
      model: 'bird10',
      engine: 'compiled',
      trainExamples: 36,
      unlabelledExamples: 0,
      validationExamples: 12,
      trainSources: 9,
      validationSources: 3,
      epochs: 3,
      stepsPerEpoch: 4,
      steps: 12,
      units: { example: 'segment', source: 'recording' },
      batchSize: 10,
      step: 0,
      history: [],
    });
    expect(events[1]).toMatchObject({ type: 'checkpoint', kind: 'last', step: 0 });
    expect([...lossesOf(events).keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(ofType(events, 'epoch').map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
    ]);
    expect(endOf(events)).toMatchObject({ reason: 'finished', step: 12, epoch: 3, path: runs.at('run') });
    expect(readdirSync(runs.at('run')).sort()).toEqual([
      'best',
      'config.yaml',
      'last',
      'metrics.ndjson',
      'result.json',
    ]);
    const metrics = readFileSync(runs.at('run/metrics.ndjson'), 'utf8').trim().split('\n');
    expect(metrics.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { epoch: 1 },
      { epoch: 2 },
      { epoch: 3 },
    ]);
  });

  it.each([3, -2, 1.5, NaN, undefined])(
    'refuses the label %s, of training and of validation examples',
    async (wrong) => {
      const data = tones();
      const broken = { ...data, label: (index: number) => (index === 7 ? (wrong as number) : data.label(index)) };
      const message = `tones: expected labels from 0 to 2 for 3 classes, or -1 without one, got ${wrong} for example 7`;
      const run = { engine: runs.engine, out: runs.at('run') };
      await expect(trainTones({ ...run, train: broken })).rejects.toThrow(new DatasetError(message));
      await expect(trainTones({ ...run, validation: broken })).rejects.toThrow(new DatasetError(message));
    },
  );

  it('learns the tones', async () => {
    const many = tones({ recordings: 12 });
    const events = await trainTones({
      engine: runs.engine,
      out: runs.at('run'),
      train: many,
      overrides: ['train.epochs=12'],
    });
    expect(endOf(events).best).toMatchObject({ recordingAccuracy: 1 });
    expect(ofType(events, 'epoch').at(-1)!.train.loss).toBeLessThan(ofType(events, 'epoch')[0]!.train.loss / 2);
  });

  it('reproduces the same files, and different ones with a different seed', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('a') });
    await trainTones({ engine: runs.engine, out: runs.at('b') });
    await trainTones({ engine: runs.engine, out: runs.at('c'), overrides: ['seed=2'] });
    expect(filesOf(runs.at('b'))).toEqual(filesOf(runs.at('a')));
    expect(Object.values(filesOf(runs.at('c')))).not.toEqual(Object.values(filesOf(runs.at('a'))));
  });

  it('saves a best model whose evaluation equals the metrics in its model.json', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run') });
    const { manifest, parameters } = await loadModel(runs.at('run'));
    const { inputShape, classes } = manifest;
    const model = createModel(manifest.model, { inputShape, classCount: classes.length });
    const dataset = tones({ name: 'validation', seed: 2, recordings: 1 });
    const residual = loadConfig({ task: 'bird10' }, [recordingTasks]).loss.residual;
    // Another batch size: padding must not matter.
    const result = await evaluate({ engine: runs.engine, model, parameters, dataset, batchSize: 7, residual });
    const said = manifest.metrics.validation as SegmentMetrics;
    const { recordingAccuracy, segmentAccuracy } = result;
    expect(said).toMatchObject({ recordingAccuracy, segmentAccuracy });
    expect(result.crossEntropy).toBeCloseTo(said.crossEntropy, 5);
    expect(result.residual).toBeCloseTo(said.residual, 5);
    expect(endOf(events).best).toEqual({ epoch: manifest.epoch, ...said });
  });

  it('ignores padding rows: the losses do not depend on the batch size', async () => {
    const ten = subset(tones(), [0, 4, 9, 12, 13, 17, 22, 25, 30, 35], 'ten');
    const overrides = ['train.epochs=4'];
    const exact = await trainTones({
      engine: runs.engine,
      out: runs.at('a'),
      train: ten,
      overrides: [...overrides, 'data.batchSize=10'],
    });
    const padded = await trainTones({
      engine: runs.engine,
      out: runs.at('b'),
      train: ten,
      overrides: [...overrides, 'data.batchSize=16'],
    });
    const [a, b] = [lossesOf(exact), lossesOf(padded)];
    expect([...b.keys()]).toEqual([1, 2, 3, 4]);
    for (const [step, loss] of a) expect(b.get(step)! / loss).toBeCloseTo(1, 4);
    const accuracies = [exact, padded].map((events) => ofType(events, 'epoch').map(({ train }) => train.accuracy));
    expect(accuracies[1]).toEqual(accuracies[0]);
  });

  it('trains on unlabelled examples through R and E', async () => {
    const unlabelled = tones({ name: 'more', seed: 9, recordings: 2, labelled: true });
    const events = await trainTones({
      engine: runs.engine,
      out: runs.at('run'),
      unlabelled,
      overrides: ['data.labelledFraction=0.3'],
    });
    expect(events[0]).toMatchObject({ trainExamples: 36, unlabelledExamples: 24, stepsPerEpoch: 12 });
    const [first] = ofType(events, 'epoch');
    expect(first!.train.entropy).toBeGreaterThan(0);
    expect(first!.train.residual).toBeGreaterThan(0);
  });

  it('omits R and unlabelled examples with alpha = 1', async () => {
    const events = await trainTones({
      engine: runs.engine,
      out: runs.at('run'),
      unlabelled: tones({ seed: 9 }),
      overrides: ['loss.alpha=1'],
    });
    expect(ofType(events, 'epoch')[0]!.train).toMatchObject({ residual: 0, entropy: 0 });
    expect(ofType(events, 'warning')[0]!.message).toBe(
      'loss.alpha is 1: 36 unlabelled examples have no weight in the loss and are ignored',
    );
  });

  it('without validation, keeps the model with the lowest training loss, but uses the last: warned', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), validation: null });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      'there are no validation examples: of this run, its last model is used',
    ]);
    const epochs = ofType(events, 'epoch');
    const lowest = epochs.reduce((a, b) => (b.train.loss < a.train.loss ? b : a));
    expect((await loadModel(runs.at('run/best'))).manifest.epoch).toBe(lowest.epoch);
    expect((await loadModel(runs.at('run'))).path).toBe(runs.at('run/last'));
    expect(endOf(events).best).toBeUndefined();
  });

  it('ends in the middle of an epoch at train.maxSteps', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: ['train.maxSteps=6'] });
    expect(endOf(events)).toMatchObject({ reason: 'finished', step: 6, epoch: 2 });
    expect(ofType(events, 'epoch').map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 6],
    ]);
  });

  it('frees its programs when it is left early', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), leaveAt: 3 });
    await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    expect((await readModelFolder(runs.at('run/last'))).manifest.step).toBe(12);
  });

  it('refuses data from which it cannot learn', async () => {
    const one = { ...tones(), classes: ['wren'] };
    await expect(trainTones({ engine: runs.engine, out: runs.at('run'), train: one })).rejects.toThrow(
      new DatasetError('tones: expected at least two classes, got wren'),
    );
    const none = tones({ labelled: false });
    await expect(
      trainTones({ engine: runs.engine, out: runs.at('run'), train: none, overrides: ['loss.alpha=1'] }),
    ).rejects.toThrow('tones: expected labelled examples to train on, got none');
    const odd = tones({ samples: 7000 });
    await expect(trainTones({ engine: runs.engine, out: runs.at('run'), validation: odd })).rejects.toThrow(
      'tones: model bird10 takes examples of shape [6144], got [7000]',
    );
    expect(existsSync(runs.at('run'))).toBe(false);
  });
});

describe('a run with a non-finite loss', () => {
  it('stops, names the step and the term, and keeps the last good checkpoint', async () => {
    const error: unknown = await trainTones({
      engine: runs.engine,
      out: runs.at('run'),
      overrides: ['optimiser.learningRate=1e30', 'train.checkpointEverySeconds=0'],
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect((error as Error).message).toMatch(
      new RegExp(
        String.raw`^step \d+: .*(crossEntropy|residual|loss) is (NaN|Infinity).*; ` +
          String.raw`lower optimiser\.learningRate; the last good checkpoint is .*/run/last$`,
      ),
    );
    const { parameters, resume, manifest } = await readModelFolder(runs.at('run/last'));
    for (const { data } of Object.values({ ...parameters, ...resume!.optimiser }))
      expect(data.every(Number.isFinite)).toBe(true);
    expect(manifest.step).toBeLessThan(Number(/^step (\d+)/.exec((error as Error).message)![1]));
  });
});
