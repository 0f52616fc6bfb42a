import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { evaluate } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { loadModel, readModelFolder } from '#src/train/index.js';
import { endOf, filesOf, lossesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { tones } from '../helpers/tones.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

const SETTINGS = {
  'AdamW, clipped and averaged': [
    ...['optimiser.kind=adamw', 'optimiser.weightDecay=0.1', 'optimiser.clipNorm=0.5', 'optimiser.averageDecay=0.9'],
  ],
  "SGD with Nesterov's momentum": [
    ...['optimiser.kind=sgd', 'optimiser.nesterov=true', 'optimiser.weightDecay=0.01', 'optimiser.learningRate=0.003'],
  ],
  'averaged SGD': ['optimiser.kind=sgd', 'optimiser.averageDecay=0.99', 'optimiser.learningRate=0.003'],
};

describe.each(Object.entries(SETTINGS))('a run with %s', (_, overrides) => {
  it('that is stopped and resumed ends with the same files as an uninterrupted one', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('whole'), overrides });
    for (const stopAt of [3, 4, 10]) {
      await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, stopAt, resume: true });
    }
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, resume: true });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
  });

  it('names these settings in its result, and learns otherwise than with Adam', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides });
    expect(endOf(events).result!.settings.optimiser).toMatchObject({
      kind: /kind=(\w+)/.exec(overrides[0]!)![1],
    });
    const plain = await trainTones({
      engine: runs.engine,
      out: runs.at('adam'),
      overrides: overrides.filter((override) => override.startsWith('optimiser.learningRate')),
    });
    expect(endOf(plain).result!.settings).not.toHaveProperty('optimiser');
    expect(lossesOf(events).get(1)).toBe(lossesOf(plain).get(1));
    expect(lossesOf(events).get(12)).not.toBe(lossesOf(plain).get(12));
  });
});

describe('a run that averages its parameters', () => {
  const overrides = ['optimiser.averageDecay=0.9'];

  it('trains as without an average, and saves the average as the model', async () => {
    const plain = await trainTones({ engine: runs.engine, out: runs.at('plain') });
    const averaged = await trainTones({ engine: runs.engine, out: runs.at('averaged'), overrides });
    expect([...lossesOf(averaged)]).toEqual([...lossesOf(plain)]);
    const [raw, { parameters, resume }] = [
      await readModelFolder(runs.at('plain/last')),
      await readModelFolder(runs.at('averaged/last')),
    ];
    for (const [name, { data }] of Object.entries(raw.parameters)) {
      expect(resume!.optimiser[`parameters/${name}`]!.data, name).toEqual(data);
      expect(parameters[name]!.data, name).not.toEqual(data);
    }
  });

  it('starts the average at the initial parameters, and forgets them soon', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, stopAt: 0 });
    const { parameters: initial } = await readModelFolder(runs.at('run/last'));
    const oneStep = [...overrides, 'train.maxSteps=1'];
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: oneStep, resume: true });
    const { parameters: average, resume, manifest } = await readModelFolder(runs.at('run/last'));
    expect(manifest.step).toBe(1);
    for (const [name, { data }] of Object.entries(average)) {
      const now = resume!.optimiser[`parameters/${name}`]!.data;
      data.forEach((value: number, i: number) => {
        const start = initial[name]!.data[i]!;
        expect(value).toBeCloseTo(start + (9 / 11) * (now[i]! - start), 6);
      });
    }
  });

  it('validates the average, which is the best model', async () => {
    const validation = tones({ name: 'validation', seed: 2, recordings: 1 });
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, validation });
    for (const folder of ['run/best', 'run/last']) {
      const { manifest, parameters } = await loadModel(runs.at(folder));
      const model = createModel(manifest.model, {
        inputShape: manifest.inputShape,
        classCount: manifest.classes.length,
      });
      const measured = await evaluate({ engine: runs.engine, model, parameters, dataset: validation });
      const { validation: saved } = manifest.metrics;
      const reported = ofType(events, 'epoch').find(({ step }) => step === manifest.step)!.validation;
      expect(saved).toEqual(reported);
      expect(measured.segmentAccuracy).toBe((saved as { segmentAccuracy: number }).segmentAccuracy);
      expect(measured.crossEntropy).toBeCloseTo((saved as { crossEntropy: number }).crossEntropy, 5);
    }
  });
});

it('a run of a version without these settings is resumed with plain Adam', async () => {
  await trainTones({ engine: runs.engine, out: runs.at('whole') });
  await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
  const path = runs.at('run/last/model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    config: Record<'optimiser' | 'train', Record<string, unknown>>;
  };
  const { optimiser, train } = manifest.config;
  for (const name of ['kind', 'weightDecay', 'momentum', 'nesterov', 'clipNorm', 'averageDecay']) {
    expect(optimiser).toHaveProperty(name);
    delete optimiser[name];
  }
  delete train['patienceEpochs'];
  writeFileSync(path, JSON.stringify(manifest));
  await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
  expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
});

it('a run is not resumed with a different optimiser', async () => {
  await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 2 });
  const resume = (override: string) =>
    trainTones({ engine: runs.engine, out: runs.at('run'), resume: true, overrides: [override] });
  await expect(resume('optimiser.kind=sgd')).rejects.toThrow(
    new ConfigError(
      `cannot resume ${runs.at('run/last')}: optimiser.kind was "adam", got "sgd"; ` +
        "keep the run's settings, or train into another folder",
    ),
  );
  await expect(resume('optimiser.averageDecay=0.9')).rejects.toThrow('optimiser.averageDecay was 0, got 0.9');
  await expect(resume('optimiser.clipNorm=1')).rejects.toThrow('optimiser.clipNorm was null, got 1');
});
