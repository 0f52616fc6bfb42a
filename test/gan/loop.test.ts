import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrayDataset, type Dataset } from '#src/data/index.js';
import { CheckpointError, ConfigError, NonFiniteError, OutputError } from '#src/errors.js';
import { isLockFile } from '#src/files/index.js';
import { createRng } from '#src/rng.js';
import { createPlayers, imageGans, readEbganCheckpoint, trainEbgan, type EbganEvent } from '#src/gan/index.js';
import { useRuns } from '../helpers/use-runs.js';
import { loadConfig } from '#src/train/index.js';

const runs = useRuns();
const STEPS = 12;

/** Images with one bright row, in turn each of the eight rows, as training data. */
function rows(count = 30): Dataset {
  const rng = createRng(5);
  const values = new Float32Array(count * 64);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < 64; k++) values[i * 64 + k] = (k >> 3 === i % 8 ? 2.8 : -0.4) + 0.1 * rng.normal();
  return arrayDataset('rows', values, { inputShape: [8, 8, 1] });
}

const SMALL = [
  ...['data.batchSize=8', 'discriminator.hidden=[12]', 'discriminator.outputs=6', 'generator.channels=2'],
  ...['generator.latentSize=4', 'train.reportEverySteps=4', 'train.samplesEverySteps=6'],
];

interface Run {
  readonly out: string;
  readonly dataset?: Dataset;
  readonly overrides?: readonly string[];
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  /** Stops the run at the first event at or after this step. */
  readonly stopAt?: number;
  readonly onEvent?: (event: EbganEvent) => void;
}

async function train({ out, dataset = rows(), overrides = [], resume, overwrite, stopAt, onEvent }: Run) {
  const config = loadConfig({ task: 'mnist', overrides: [...SMALL, `train.steps=${STEPS}`, ...overrides] }, [
    imageGans,
  ]);
  const stop = new AbortController();
  const events: EbganEvent[] = [];
  const players = createPlayers(imageGans, config, dataset.inputShape);
  const { signal } = stop;
  if (stopAt === 0) stop.abort();
  for await (const event of trainEbgan({
    config,
    engine: runs.engine,
    players,
    kind: imageGans,
    dataset,
    out,
    ...(resume && { resume }),
    ...(overwrite && { overwrite }),
    signal,
  })) {
    events.push(event);
    onEvent?.(event);
    if ('step' in event && event.type !== 'start' && stopAt !== undefined && event.step >= stopAt) stop.abort();
  }
  return events;
}

const ofType = <T extends EbganEvent['type']>(events: readonly EbganEvent[], type: T) =>
  events.filter((event): event is Extract<EbganEvent, { type: T }> => event.type === type);

/** Removes the lock of a folder, as another process does that takes it over. */
const releaseLock = (out: string): void => rmSync(join(out, readdirSync(out).find(isLockFile)!));

/** SHA-256 of a run's files, by name. */
function filesOf(out: string): Record<string, string> {
  const names = ['config.yaml', 'curves.csv', ...readdirSync(join(out, 'last')).map((name) => join('last', name))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(out, name)))
        .digest('hex'),
    ]),
  );
}

describe('an adversarial run', () => {
  it('yields its steps, samples and checkpoints, and ends', async () => {
    const events = await train({ out: runs.at('run') });
    expect(events.map(({ type }) => type).filter((type) => type !== 'warning')).toEqual([
      ...['start', 'checkpoint', 'step', 'samples', 'checkpoint', 'step', 'step', 'samples', 'checkpoint', 'end'],
    ]);
    expect(ofType(events, 'start')[0]).toMatchObject({
      ...{ task: 'ebgan-mnist', discriminator: 'mlp', generator: 'upsampling-cnn', trainExamples: 30 },
      ...{ steps: STEPS, batchSize: 8, seed: 1, step: 0 },
    });
    expect(ofType(events, 'step').map(({ step }) => step)).toEqual([4, 8, 12]);
    const [first, second] = ofType(events, 'samples');
    expect(first!.samples).toHaveLength(100 * 64);
    expect(first!.samples).not.toEqual(second!.samples);
    expect(ofType(events, 'end')).toMatchObject([{ reason: 'finished', step: STEPS }]);
    const lines = readFileSync(runs.at('run/curves.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('step,discriminatorLoss,generatorLoss,realEnergy,fakeEnergy,belowMargin,pullingAway');
    expect(lines).toHaveLength(4);
    expect(lines[3]!.split(',').map(Number).slice(3, 5)).toEqual([
      ofType(events, 'step')[2]!.realEnergy,
      ofType(events, 'step')[2]!.fakeEnergy,
    ]);
  });

  it('draws its samples from the same noise each time: they do not change if the generator does not', async () => {
    const frozen = ['optimiser.generatorLearningRate=1e-30'];
    const [first, second] = ofType(await train({ out: runs.at('run'), overrides: frozen }), 'samples');
    expect(second!.samples).toEqual(first!.samples);
  });

  it('has the same files with the same seed, and different ones with a different seed', async () => {
    for (const [name, seed] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const)
      await train({ out: runs.at(name), overrides: [`seed=${seed}`] });
    expect(filesOf(runs.at('a'))).toEqual(filesOf(runs.at('b')));
    expect(filesOf(runs.at('a'))).not.toEqual(filesOf(runs.at('c')));
  });

  it('learns to reconstruct real examples better than before, and better than generated ones', async () => {
    const events = await train({
      out: runs.at('run'),
      overrides: ['train.steps=150', 'train.reportEverySteps=50', 'loss.margin=0.5'],
    });
    const [first, , last] = ofType(events, 'step');
    expect(last!.realEnergy).toBeLessThan(first!.realEnergy);
    expect(last!.realEnergy).toBeLessThan(last!.fakeEnergy);
  });
});

describe('a stopped run', () => {
  it('and resumed ends with the same files as an uninterrupted one', async () => {
    await train({ out: runs.at('whole') });
    for (const stops of [[4], [6], [4, 8]]) {
      const out = runs.at(`broken${stops.join('-')}`);
      for (const stopAt of stops) {
        const events = await train({ out, stopAt, resume: true });
        expect(ofType(events, 'end')[0]).toMatchObject({ reason: 'interrupted' });
      }
      const events = await train({ out, resume: true });
      expect(ofType(events, 'start')[0]!.step).toBeGreaterThanOrEqual(stops.at(-1)!);
      expect(filesOf(out)).toEqual(filesOf(runs.at('whole')));
    }
  });

  it('ends with the same state if it saves after every step', async () => {
    await train({ out: runs.at('a') });
    await train({ out: runs.at('b'), overrides: ['train.checkpointEverySeconds=0'] });
    const [a, b] = await Promise.all(['a', 'b'].map((name) => readEbganCheckpoint(runs.at(`${name}/last`))));
    expect(b!.state).toEqual(a!.state);
    expect(b!.content.progress).toEqual(a!.content.progress);
  });

  it('before its first step has a checkpoint to resume from', async () => {
    await train({ out: runs.at('run'), stopAt: 0 });
    expect((await readEbganCheckpoint(runs.at('run/last')))!.content.progress.step).toBe(0);
  });

  it('can be extended with more steps, if the learning rates do not depend on their number', async () => {
    const constant = 'optimiser.schedule.kind=constant';
    await train({ out: runs.at('long'), overrides: [constant] });
    await train({ out: runs.at('short'), overrides: [constant, 'train.steps=6'] });
    const ended = (await readEbganCheckpoint(runs.at('short/last')))!.content.progress;
    // The last row ends with the run, before it is complete.
    expect(ended.curve.map(({ step }) => step)).toEqual([4, 6]);
    await train({ out: runs.at('short'), overrides: [constant], resume: true });
    expect(filesOf(runs.at('short'))).toEqual(filesOf(runs.at('long')));
    const cosine = 'optimiser.schedule.kind=cosine';
    await train({ out: runs.at('cosine'), overrides: [cosine, 'train.steps=6'] });
    await expect(train({ out: runs.at('cosine'), overrides: [cosine], resume: true })).rejects.toThrow(
      new ConfigError(
        `cannot resume ${runs.at('cosine/last')}: train.steps was 6, got 12; ` +
          `keep the run's settings, or train into another folder`,
      ),
    );
  });

  it('ends at once if it had already finished', async () => {
    await train({ out: runs.at('run') });
    const files = filesOf(runs.at('run'));
    expect((await train({ out: runs.at('run'), resume: true })).map(({ type }) => type)).toEqual(['start', 'end']);
    expect(filesOf(runs.at('run'))).toEqual(files);
  });
});

describe('a folder that holds a run', () => {
  it('is overwritten only with overwrite', async () => {
    await train({ out: runs.at('run'), overrides: ['seed=3'] });
    await expect(train({ out: runs.at('run') })).rejects.toThrow(
      new OutputError(
        `${runs.at('run')} already holds a run: continue it with --resume, choose another folder with --out, ` +
          `or replace it with --overwrite`,
      ),
    );
    for (const name of ['samples/step-0009999.png', 'sounds/old.wav', 'samples.png', 'energies.csv', 'notes.txt']) {
      mkdirSync(dirname(runs.at(`run/${name}`)), { recursive: true });
      writeFileSync(runs.at(`run/${name}`), 'old');
    }
    await train({ out: runs.at('run'), overwrite: true });
    const left = readdirSync(runs.at('run'), { recursive: true }).map(String);
    expect(left).toContain('notes.txt');
    expect(left.filter((name) => /old|9999|samples\.png|energies/.test(name))).toEqual([]);
    rmSync(runs.at('run/notes.txt'));
    await train({ out: runs.at('fresh') });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('fresh')));
  });

  it('is not resumed with settings or data that would change the result', async () => {
    await train({ out: runs.at('run'), stopAt: 4 });
    const files = filesOf(runs.at('run'));
    await expect(train({ out: runs.at('run'), resume: true, overrides: ['loss.margin=0.7'] })).rejects.toThrow(
      /^cannot resume .*last: loss\.margin was 0\.\d+, got 0\.7; keep the run's settings/,
    );
    await expect(train({ out: runs.at('run'), resume: true, dataset: rows(31) })).rejects.toThrow(
      new CheckpointError(
        `cannot resume ${runs.at('run/last')}: the training data has changed since; ` +
          `train into another folder, or start again with --overwrite`,
      ),
    );
    expect(filesOf(runs.at('run'))).toEqual(files);
  });

  it('with a damaged checkpoint is not resumed', async () => {
    await train({ out: runs.at('run'), stopAt: 4 });
    const weights = readdirSync(runs.at('run/last')).find((name) => name.startsWith('weights-'))!;
    writeFileSync(runs.at(`run/last/${weights}`), 'x');
    await expect(train({ out: runs.at('run'), resume: true })).rejects.toThrow(
      `${runs.at(`run/last/${weights}`)} is damaged: its SHA-256 starts with`,
    );
    writeFileSync(runs.at('run/last/gan.json'), '{');
    await expect(train({ out: runs.at('run'), resume: true })).rejects.toThrow(
      new CheckpointError(`${runs.at('run/last/gan.json')} is damaged: not JSON`),
    );
  });

  it('is not overwritten if another process has trained the run meanwhile', async () => {
    const dataset = rows();
    const slow: Dataset = {
      ...dataset,
      // Labels are read after the folder was first looked at, and before it is locked.
      label(index) {
        mkdirSync(runs.at('run/last'), { recursive: true });
        writeFileSync(runs.at('run/last/gan.json'), 'theirs');
        return dataset.label(index);
      },
    };
    await expect(train({ out: runs.at('run'), dataset: slow })).rejects.toThrow('already holds a run');
    expect(existsSync(runs.at('run/config.yaml'))).toBe(false);
  });

  it('is left alone once another process has taken it', async () => {
    const taken = train({
      ...{ out: runs.at('run'), overrides: ['train.checkpointEverySeconds=0'] },
      onEvent: (event) => {
        if (event.type === 'checkpoint' && event.step === 2) releaseLock(runs.at('run'));
      },
    });
    await expect(taken).rejects.toThrow('was taken over by another process');
    expect((await readEbganCheckpoint(runs.at('run/last')))!.content.progress.step).toBe(2);
  });

  it('without a checkpoint is started from the beginning by --resume, with a warning', async () => {
    const events = await train({ out: runs.at('run'), resume: true });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      `${runs.at('run')} has no checkpoint to resume from: training starts from the beginning`,
    ]);
  });
});

describe('a run with a non-finite energy', () => {
  it('fails, naming step and energy, and keeps the last good checkpoint', async () => {
    const dataset = rows();
    const wild: Dataset = {
      ...dataset,
      read: (index, out, offset) => void out.fill(index === 29 ? NaN : 1, offset, offset + 64),
    };
    const failure = train({ out: runs.at('run'), dataset: wild, overrides: ['data.batchSize=30'] });
    await expect(failure).rejects.toThrow(NonFiniteError);
    await expect(failure).rejects.toThrow(
      /^step 1: .*realEnergy is NaN.*; lower the learning rates; the last good checkpoint is in .*last$/,
    );
    expect((await readEbganCheckpoint(runs.at('run/last')))!.content.progress.step).toBe(0);
    expect(existsSync(runs.at('run/result.json'))).toBe(false);
  });
});
