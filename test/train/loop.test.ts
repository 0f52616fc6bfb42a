import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { subset } from '#src/data/subset.js';
import { createEngine, type Engine } from '#src/engine/index.js';
import { CheckpointError, ConfigError, DatasetError, NonFiniteError, OutputError } from '#src/errors.js';
import { evaluate } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { loadConfig, loadModel, readModelFolder } from '#src/train/index.js';
import { endOf, filesOf, lossesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { tones } from '../helpers/tones.js';

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lyrebird-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

describe('a training run', () => {
  it('starts, steps, ends epochs and ends, and leaves a run folder', async () => {
    const events = await trainTones({ engine, out: at('run') });
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
    expect(endOf(events)).toMatchObject({ reason: 'finished', step: 12, epoch: 3, path: at('run') });
    expect(readdirSync(at('run')).sort()).toEqual(['best', 'config.yaml', 'last', 'metrics.ndjson', 'result.json']);
    const metrics = readFileSync(at('run/metrics.ndjson'), 'utf8').trim().split('\n');
    expect(metrics.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { epoch: 1 },
      { epoch: 2 },
      { epoch: 3 },
    ]);
  });

  it('learns the tones', async () => {
    const many = tones({ recordings: 12 });
    const events = await trainTones({ engine, out: at('run'), train: many, overrides: ['train.epochs=12'] });
    expect(endOf(events).best).toMatchObject({ recordingAccuracy: 1 });
    expect(ofType(events, 'epoch').at(-1)!.train.loss).toBeLessThan(ofType(events, 'epoch')[0]!.train.loss / 2);
  });

  it('gives the same files again, and others with another seed', async () => {
    await trainTones({ engine, out: at('a') });
    await trainTones({ engine, out: at('b') });
    await trainTones({ engine, out: at('c'), overrides: ['seed=2'] });
    expect(filesOf(at('b'))).toEqual(filesOf(at('a')));
    expect(Object.values(filesOf(at('c')))).not.toEqual(Object.values(filesOf(at('a'))));
  });

  it('saves a best model whose evaluation is what its model.json says', async () => {
    const events = await trainTones({ engine, out: at('run') });
    const { manifest, parameters } = await loadModel(at('run'));
    const { inputShape, classes } = manifest;
    const model = createModel(manifest.model, { inputShape, classCount: classes.length });
    const dataset = tones({ name: 'validation', seed: 2, recordings: 1 });
    const residual = loadConfig({ task: 'bird10' }).loss.residual;
    // Another batch size: padding must not matter.
    const result = await evaluate({ engine, model, parameters, dataset, batchSize: 7, residual });
    const said = manifest.metrics.validation!;
    const { recordingAccuracy, segmentAccuracy } = result;
    expect(said).toMatchObject({ recordingAccuracy, segmentAccuracy });
    expect(result.crossEntropy).toBeCloseTo(said.crossEntropy, 5);
    expect(result.residual).toBeCloseTo(said.residual, 5);
    expect(endOf(events).best).toEqual({ epoch: manifest.epoch, ...said });
  });

  it('counts rows that only fill the batch up for nothing: the same losses whatever the batch size', async () => {
    const ten = subset(tones(), [0, 4, 9, 12, 13, 17, 22, 25, 30, 35], 'ten');
    const overrides = ['train.epochs=4'];
    const exact = await trainTones({
      engine,
      out: at('a'),
      train: ten,
      overrides: [...overrides, 'data.batchSize=10'],
    });
    const padded = await trainTones({
      engine,
      out: at('b'),
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
    const events = await trainTones({ engine, out: at('run'), unlabelled, overrides: ['data.labelledShare=0.3'] });
    expect(events[0]).toMatchObject({ trainExamples: 36, unlabelledExamples: 24, stepsPerEpoch: 12 });
    const [first] = ofType(events, 'epoch');
    expect(first!.train.entropy).toBeGreaterThan(0);
    expect(first!.train.residual).toBeGreaterThan(0);
  });

  it('leaves R out with alpha = 1, and unlabelled examples with it', async () => {
    const events = await trainTones({
      engine,
      out: at('run'),
      unlabelled: tones({ seed: 9 }),
      overrides: ['loss.alpha=1'],
    });
    expect(ofType(events, 'epoch')[0]!.train).toMatchObject({ residual: 0, entropy: 0 });
    expect(ofType(events, 'warning')[0]!.message).toBe(
      'loss.alpha is 1: 36 unlabelled examples have no weight in the loss and are left out',
    );
  });

  it('without validation calls the lowest training loss best, and says so', async () => {
    const events = await trainTones({ engine, out: at('run'), validation: null });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      'nothing is held out for validation: the best model is the one with the lowest training loss',
    ]);
    const epochs = ofType(events, 'epoch');
    const lowest = epochs.reduce((a, b) => (b.train.loss < a.train.loss ? b : a));
    expect((await loadModel(at('run'))).manifest.epoch).toBe(lowest.epoch);
    expect(endOf(events).best).toBeUndefined();
  });

  it('ends in the middle of an epoch at train.maxSteps', async () => {
    const events = await trainTones({ engine, out: at('run'), overrides: ['train.maxSteps=6'] });
    expect(endOf(events)).toMatchObject({ reason: 'finished', step: 6, epoch: 2 });
    expect(ofType(events, 'epoch').map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 6],
    ]);
  });

  it('frees its programs when it is left early', async () => {
    await trainTones({ engine, out: at('run'), leaveAt: 3 });
    await trainTones({ engine, out: at('run'), resume: true });
    expect((await readModelFolder(at('run/last'))).manifest.step).toBe(12);
  });

  it('refuses data it cannot learn from', async () => {
    const one = { ...tones(), classes: ['wren'] };
    await expect(trainTones({ engine, out: at('run'), train: one })).rejects.toThrow(
      new DatasetError('tones: expected at least two classes, got wren'),
    );
    const none = tones({ labelled: false });
    await expect(trainTones({ engine, out: at('run'), train: none, overrides: ['loss.alpha=1'] })).rejects.toThrow(
      'tones: expected labelled examples to train on, got none',
    );
    const odd = tones({ samples: 7000 });
    await expect(trainTones({ engine, out: at('run'), validation: odd })).rejects.toThrow(
      'tones: model bird10 takes examples of shape [6144], got [7000]',
    );
    expect(existsSync(at('run'))).toBe(false);
  });
});

describe('a run that is stopped', () => {
  it('at any step and resumed ends with the same files as an unbroken one', async () => {
    await trainTones({ engine, out: at('whole') });
    const expected = filesOf(at('whole'));
    const rng = createRng(5);
    for (let trial = 0; trial < 5; trial++) {
      const out = at(`broken${trial}`);
      const stops = [1 + rng.integer(5), 6 + rng.integer(6)];
      for (const stopAt of stops) {
        const events = await trainTones({ engine, out, stopAt, resume: true });
        expect(endOf(events).reason).toBe('interrupted');
      }
      const events = await trainTones({ engine, out, resume: true });
      expect(ofType(events, 'start')[0]!.step).toBeGreaterThanOrEqual(stops[1]!);
      expect(filesOf(out)).toEqual(expected);
    }
  });

  it('before its first step has a checkpoint to go on from', async () => {
    const events = await trainTones({ engine, out: at('run'), stopAt: 0 });
    expect(endOf(events)).toMatchObject({ reason: 'interrupted', step: 0 });
    expect((await readModelFolder(at('run/last'))).manifest.step).toBe(0);
  });

  it('tells its past epochs when it goes on', async () => {
    const before = await trainTones({ engine, out: at('run'), stopAt: 9 });
    const after = await trainTones({ engine, out: at('run'), resume: true });
    expect(ofType(after, 'start')[0]!.history).toEqual(ofType(before, 'epoch'));
  });

  it('goes on beyond its end with more epochs, like a run that always had them', async () => {
    await trainTones({ engine, out: at('long'), overrides: ['train.epochs=4'] });
    await trainTones({ engine, out: at('short'), overrides: ['train.epochs=2'] });
    await trainTones({ engine, out: at('short'), overrides: ['train.epochs=4'], resume: true });
    expect(filesOf(at('short'))).toEqual(filesOf(at('long')));
  });

  it('goes on after train.maxSteps ended it in the middle of an epoch', async () => {
    await trainTones({ engine, out: at('whole') });
    await trainTones({ engine, out: at('run'), overrides: ['train.maxSteps=7'] });
    const events = await trainTones({ engine, out: at('run'), resume: true });
    expect(ofType(events, 'start')[0]!.history).toHaveLength(1);
    const weights = await Promise.all(
      ['whole', 'run'].map(async (name) => (await readModelFolder(at(`${name}/last`))).manifest.weights),
    );
    expect(weights[1]).toEqual(weights[0]);
  });

  it('is finished at once if it had been finished', async () => {
    await trainTones({ engine, out: at('run') });
    const files = filesOf(at('run'));
    const events = await trainTones({ engine, out: at('run'), resume: true });
    expect(events.map(({ type }) => type)).toEqual(['start', 'end']);
    expect(filesOf(at('run'))).toEqual(files);
  });

  it('saves after every step if told to, with the same result', async () => {
    await trainTones({ engine, out: at('a') });
    const events = await trainTones({ engine, out: at('b'), overrides: ['train.checkpointEverySeconds=0'] });
    expect(new Set(ofType(events, 'checkpoint').map(({ step }) => step)).size).toBe(13);
    const weights = await Promise.all(
      ['a', 'b'].map(async (name) => (await readModelFolder(at(`${name}/last`))).manifest.weights),
    );
    expect(weights[1]).toEqual(weights[0]);
  });

  it('cleans up what killed runs left behind', async () => {
    await trainTones({ engine, out: at('run'), stopAt: 5 });
    const leftovers = [
      'run/config.yaml.77-1.tmp',
      'run/last/model.json.77-2.tmp',
      'run/best/weights-00112233445566aa.safetensors',
    ];
    for (const name of leftovers) writeFileSync(at(name), 'half');
    await trainTones({ engine, out: at('run'), resume: true });
    for (const name of leftovers) expect(existsSync(at(name))).toBe(false);
  });
});

describe('a folder that holds a run', () => {
  it('is never written over by accident', async () => {
    await trainTones({ engine, out: at('run') });
    const files = filesOf(at('run'));
    await expect(trainTones({ engine, out: at('run') })).rejects.toThrow(
      new OutputError(
        `${at('run')} already holds a model: continue it with --resume, choose another folder with --out, or replace it with --overwrite`,
      ),
    );
    expect(filesOf(at('run'))).toEqual(files);
  });

  it('is written over when told to', async () => {
    await trainTones({ engine, out: at('a'), overrides: ['seed=7'] });
    await trainTones({ engine, out: at('a'), overwrite: true });
    await trainTones({ engine, out: at('b') });
    expect(filesOf(at('a'))).toEqual(filesOf(at('b')));
  });

  it('that is a file is refused', async () => {
    writeFileSync(at('run'), 'x');
    await expect(trainTones({ engine, out: at('run'), resume: true })).rejects.toThrow(
      new OutputError(`cannot train into ${at('run')}: it is a file, not a folder`),
    );
  });

  it('without a checkpoint is started from the beginning by --resume, with a warning', async () => {
    const events = await trainTones({ engine, out: at('run'), resume: true });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      `${at('run')} has no checkpoint to resume from: training starts at the beginning`,
    ]);
    expect(endOf(events).reason).toBe('finished');
  });

  it('with weights that change over the run is resumed where they were, and only to the same length', async () => {
    const overrides = [
      'loss.alpha={points: [[0, 1], [1, 0.2]]}',
      'loss.beta={kind: steps, points: [[0, 1], [0.5, 0]]}',
    ];
    await trainTones({ engine, out: at('whole'), overrides });
    await trainTones({ engine, out: at('run'), overrides, stopAt: 5 });
    await trainTones({ engine, out: at('run'), overrides, resume: true });
    expect(filesOf(at('run'))).toEqual(filesOf(at('whole')));
    await expect(
      trainTones({ engine, out: at('run'), overrides: [...overrides, 'train.epochs=4'], resume: true }),
    ).rejects.toThrow('train.epochs was 3, got 4');
  });

  it('is not resumed with settings or data that would change the result', async () => {
    await trainTones({ engine, out: at('run'), stopAt: 5 });
    const files = filesOf(at('run'));
    const resume = (changes: object) => trainTones({ engine, out: at('run'), resume: true, ...changes });
    await expect(resume({ overrides: ['loss.alpha=0.5'] })).rejects.toThrow(
      new ConfigError(
        `cannot resume ${at('run/last')}: loss.alpha was 0.7, got 0.5; keep the run's settings, or train into another folder`,
      ),
    );
    await expect(resume({ overrides: ['loss.beta={points: [[0, 0.3]]}'] })).rejects.toThrow(
      'loss.beta was 0.3, got {"kind":"linear","points":[[0,0.3]]}; keep',
    );
    await expect(resume({ train: tones({ recordings: 4 }) })).rejects.toThrow(CheckpointError);
    await expect(resume({ train: tones({ recordings: 4 }) })).rejects.toThrow('the training data has changed since');
    await expect(resume({ validation: null })).rejects.toThrow('the validation data has changed since');
    expect(filesOf(at('run'))).toEqual(files);
  });

  it('goes on from a checkpoint that does not know a setting yet: it was as it is by default', async () => {
    await trainTones({ engine, out: at('run'), stopAt: 5 });
    const path = at('run/last/model.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { config: { loss: { residual?: object } } };
    delete manifest.config.loss.residual;
    writeFileSync(path, JSON.stringify(manifest));
    await trainTones({ engine, out: at('run'), resume: true });
    await trainTones({ engine, out: at('whole') });
    expect(filesOf(at('run'))).toEqual(filesOf(at('whole')));
  });

  it('with a damaged checkpoint is not resumed, and nothing in it is touched', async () => {
    await trainTones({ engine, out: at('run'), stopAt: 5 });
    const optimiser = readdirSync(at('run/last')).find((name) => name.startsWith('optimiser-'))!;
    unlinkSync(at(`run/last/${optimiser}`));
    const files = filesOf(at('run'));
    await expect(trainTones({ engine, out: at('run'), resume: true })).rejects.toThrow(
      `${at(`run/last/${optimiser}`)} is missing, but model.json names it`,
    );
    expect(filesOf(at('run'))).toEqual(files);
  });
});

describe('a run that leaves the numbers', () => {
  it('stops, names the step and the term, and keeps the last good checkpoint', async () => {
    const error: unknown = await trainTones({
      engine,
      out: at('run'),
      overrides: ['optimiser.learningRate=1e30', 'train.checkpointEverySeconds=0'],
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect((error as Error).message).toMatch(
      /^step \d+: .*(crossEntropy|residual|loss) is (NaN|Infinity).*; lower optimiser\.learningRate; the last good state is in .*\/run\/last$/,
    );
    const { parameters, resume, manifest } = await readModelFolder(at('run/last'));
    for (const { data } of Object.values({ ...parameters, ...resume!.optimiser }))
      expect(data.every(Number.isFinite)).toBe(true);
    expect(manifest.step).toBeLessThan(Number(/^step (\d+)/.exec((error as Error).message)![1]));
  });
});
