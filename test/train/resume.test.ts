import { existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckpointError, ConfigError, DatasetError, OutputError } from '#src/errors.js';
import { recordingTasks } from '#audio/training/index.js';
import { createRng } from '#src/rng.js';
import type { TrainEvent } from '#src/train/events/index.js';
import { loadConfig, readModelFolder, trainFromConfig } from '#src/train/index.js';
import { leftoverName } from '../helpers/leftovers.js';
import { endOf, filesOf, ofType, trainTones, type TonesRun } from '../helpers/train-tones.js';
import { tones } from '../helpers/tones.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

const weightsOf = async (folder: string): Promise<unknown> => (await readModelFolder(runs.at(folder))).manifest.weights;

/** What a run holds about its best model. */
async function bestOf(name: string): Promise<unknown> {
  const { resume } = await readModelFolder(runs.at(`${name}/last`));
  return { progress: resume!.progress, weights: await weightsOf(`${name}/best`) };
}

describe('a run that is stopped', () => {
  it('at any step and resumed ends with the same files as an uninterrupted one', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('whole') });
    const expected = filesOf(runs.at('whole'));
    const rng = createRng(5);
    for (let trial = 0; trial < 5; trial++) {
      const out = runs.at(`broken${trial}`);
      const stops = [1 + rng.integer(5), 6 + rng.integer(6)];
      for (const stopAt of stops) {
        const events = await trainTones({ engine: runs.engine, out, stopAt, resume: true });
        expect(endOf(events).reason).toBe('interrupted');
      }
      const events = await trainTones({ engine: runs.engine, out, resume: true });
      expect(ofType(events, 'start')[0]!.step).toBeGreaterThanOrEqual(stops[1]!);
      expect(filesOf(out)).toEqual(expected);
    }
  });

  it('and resumed on an engine whose last bits may differ warns, and otherwise does not', async () => {
    const out = runs.at('run');
    await trainTones({ engine: runs.engine, out, stopAt: 2 });
    const again = await trainTones({ engine: runs.engine, out, stopAt: 4, resume: true });
    expect(ofType(again, 'warning')).toEqual([]);
    const other = await trainTones({
      engine: runs.engine,
      out,
      stopAt: 6,
      resume: true,
      overrides: ['engine.microBatchSize=5'],
    });
    expect(ofType(other, 'warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^the run was trained on (.+) and resumes on \1, micro-batches of at most 5: the last bits .* may differ/,
      ),
    ]);
  });

  it('before its first step has a checkpoint to resume from', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 0 });
    expect(endOf(events)).toMatchObject({ reason: 'interrupted', step: 0 });
    expect((await readModelFolder(runs.at('run/last'))).manifest.step).toBe(0);
  });

  it('reports its past epochs when it is resumed', async () => {
    const before = await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 9 });
    const after = await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    const saved = ofType(before, 'epoch').map(({ averagePrecisions: _, ...event }) => event);
    expect(ofType(after, 'start')[0]!.history).toEqual(saved);
  });

  it('continues beyond its end with more epochs, and ends with the files of a run that always had them', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('long'), overrides: ['train.epochs=4'] });
    await trainTones({ engine: runs.engine, out: runs.at('short'), overrides: ['train.epochs=2'] });
    await trainTones({ engine: runs.engine, out: runs.at('short'), overrides: ['train.epochs=4'], resume: true });
    expect(filesOf(runs.at('short'))).toEqual(filesOf(runs.at('long')));
  });

  it('continues after train.maxSteps ended it in the middle of an epoch', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('whole') });
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides: ['train.maxSteps=7'] });
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    expect(ofType(events, 'start')[0]!.history).toHaveLength(1);
    expect(await weightsOf('run/last')).toEqual(await weightsOf('whole/last'));
  });

  it('forgets that a partial epoch was the best: `best` is that of an uninterrupted run', async () => {
    // Without validation the lower training loss is better: here, every epoch and every part of one.
    const run = (name: string, options: Pick<TonesRun, 'overrides' | 'resume' | 'stopAt'>): Promise<TrainEvent[]> =>
      trainTones({
        engine: runs.engine,
        out: runs.at(name),
        validation: null,
        ...options,
        overrides: ['data.batchSize=5', ...(options.overrides ?? [])],
      });
    await run('whole', { stopAt: 12 });
    const partial = await run('run', { overrides: ['train.maxSteps=11'] });
    expect(ofType(partial, 'epoch').map(({ step, best }) => [step, best])).toEqual([
      [8, true],
      [11, true],
    ]);
    await run('run', { resume: true, stopAt: 12 });
    const [whole, resumed] = await Promise.all(['whole', 'run'].map(bestOf));
    expect(resumed).toEqual(whole);
    expect(filesOf(runs.at('run/previous-best'))).toEqual({});
  });

  it('finishes immediately if it was already finished', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run') });
    const files = filesOf(runs.at('run'));
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    expect(events.map(({ type }) => type)).toEqual(['start', 'end']);
    expect(filesOf(runs.at('run'))).toEqual(files);
  });

  it('saves after every step if configured, with the same result', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('a') });
    const events = await trainTones({
      engine: runs.engine,
      out: runs.at('b'),
      overrides: ['train.checkpointEverySeconds=0'],
    });
    expect(new Set(ofType(events, 'checkpoint').map(({ step }) => step)).size).toBe(13);
    const weights = await Promise.all(
      ['a', 'b'].map(async (name) => (await readModelFolder(runs.at(`${name}/last`))).manifest.weights),
    );
    expect(weights[1]).toEqual(weights[0]);
  });

  it('removes files left by killed runs', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
    const leftovers = [
      `run/${leftoverName()}`,
      `run/last/${leftoverName()}`,
      'run/best/weights-00112233445566aa.safetensors',
    ];
    for (const name of leftovers) writeFileSync(runs.at(name), 'half');
    await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    for (const name of leftovers) expect(existsSync(runs.at(name))).toBe(false);
  });
});

describe('a folder that holds a run', () => {
  it('is never overwritten by accident', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run') });
    const files = filesOf(runs.at('run'));
    await expect(trainTones({ engine: runs.engine, out: runs.at('run') })).rejects.toThrow(
      new OutputError(
        `${runs.at('run')} already holds a model: ` +
          'continue it with --resume, choose another folder with --out, or replace it with --overwrite',
      ),
    );
    expect(filesOf(runs.at('run'))).toEqual(files);
  });

  it('is overwritten on request', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('a'), overrides: ['seed=7'] });
    const earlier = filesOf(runs.at('a'));
    const stopped = await trainTones({ engine: runs.engine, out: runs.at('a'), overwrite: true, stopAt: 2 });
    expect(ofType(stopped, 'note').map(({ message }) => message)).toEqual([
      `the earlier run stays in ${runs.at('a/previous-run')} until this one has finished`,
    ]);
    expect(filesOf(runs.at('a/previous-run'))).toEqual(earlier);
    await trainTones({ engine: runs.engine, out: runs.at('a'), resume: true });
    expect(existsSync(runs.at('a/previous-run'))).toBe(false);
    await trainTones({ engine: runs.engine, out: runs.at('b') });
    expect(filesOf(runs.at('a'))).toEqual(filesOf(runs.at('b')));
  });

  it('that is a file is refused', async () => {
    writeFileSync(runs.at('run'), 'x');
    await expect(trainTones({ engine: runs.engine, out: runs.at('run'), resume: true })).rejects.toThrow(
      new OutputError(`cannot train into ${runs.at('run')}: it is a file, not a folder`),
    );
  });

  it('without a checkpoint is trained from the beginning by --resume, with a warning', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    expect(ofType(events, 'warning').map(({ message }) => message)).toEqual([
      `${runs.at('run')} has no checkpoint to resume from: training starts from the beginning`,
    ]);
    expect(endOf(events).reason).toBe('finished');
  });

  it('with scheduled weights is resumed at their current values, and only with the same length', async () => {
    const overrides = [
      'loss.alpha={points: [[0, 1], [1, 0.2]]}',
      'loss.beta={kind: steps, points: [[0, 1], [0.5, 0]]}',
    ];
    await trainTones({ engine: runs.engine, out: runs.at('whole'), overrides });
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, stopAt: 5 });
    await trainTones({ engine: runs.engine, out: runs.at('run'), overrides, resume: true });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
    await expect(
      trainTones({
        engine: runs.engine,
        out: runs.at('run'),
        overrides: [...overrides, 'train.epochs=4'],
        resume: true,
      }),
    ).rejects.toThrow(
      new ConfigError(
        `cannot resume ${runs.at('run/last')}: train.epochs was 3, got 4; its schedules extend over the length of ` +
          'the run: give --epochs 3, or train into another folder',
      ),
    );
    const resume = async (override: string): Promise<void> => {
      // There are no such recordings: the settings are compared before any is looked for.
      const preset = { 'data.path': runs.at('nowhere'), 'data.batchSize': 10, 'train.epochs': 3 };
      const config = loadConfig({ task: 'bird10', preset, overrides: [...overrides, override] }, [recordingTasks]);
      for await (const _ of trainFromConfig(config, [recordingTasks], { out: runs.at('run'), resume: true }));
    };
    await expect(resume('train.steps=7')).rejects.toThrow(
      'train.epochs was 3, got train.steps 7; its schedules extend over the length of the run: give --epochs 3',
    );
    await expect(resume('seed=2')).rejects.toThrow('seed was 1, got 2; keep');
    await expect(resume('seed=1')).rejects.toThrow(DatasetError);
  });

  it('is not resumed with settings or data that would change the result', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
    const files = filesOf(runs.at('run'));
    const resume = (changes: object) =>
      trainTones({ engine: runs.engine, out: runs.at('run'), resume: true, ...changes });
    await expect(resume({ overrides: ['loss.alpha=0.5'] })).rejects.toThrow(
      new ConfigError(
        `cannot resume ${runs.at('run/last')}: loss.alpha was 0.7, got 0.5; ` +
          "keep the run's settings, or train into another folder",
      ),
    );
    await expect(resume({ overrides: ['loss.beta={points: [[0, 0.3]]}'] })).rejects.toThrow(
      'loss.beta was 0.3, got {"kind":"linear","points":[[0,0.3]]}; keep',
    );
    await expect(resume({ train: tones({ recordings: 4 }) })).rejects.toThrow(CheckpointError);
    await expect(resume({ train: tones({ recordings: 4 }) })).rejects.toThrow('the training data has changed since');
    await expect(resume({ validation: null })).rejects.toThrow('the validation data has changed since');
    expect(filesOf(runs.at('run'))).toEqual(files);
  });

  it('is resumed from a checkpoint that lacks a setting, which takes its default', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
    const path = runs.at('run/last/model.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { config: { loss: { residual?: object } } };
    delete manifest.config.loss.residual;
    writeFileSync(path, JSON.stringify(manifest));
    await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    await trainTones({ engine: runs.engine, out: runs.at('whole') });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
  });

  it('is resumed from a checkpoint of the previous version, whose configuration has no kind', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
    const path = runs.at('run/last/model.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { config: { kind?: string } };
    delete manifest.config.kind;
    writeFileSync(path, JSON.stringify(manifest));
    await trainTones({ engine: runs.engine, out: runs.at('run'), resume: true });
    await trainTones({ engine: runs.engine, out: runs.at('whole') });
    expect(filesOf(runs.at('run'))).toEqual(filesOf(runs.at('whole')));
  });

  it('with a damaged checkpoint is not resumed, and remains unchanged', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('run'), stopAt: 5 });
    const optimiser = readdirSync(runs.at('run/last')).find((name) => name.startsWith('optimiser-'))!;
    unlinkSync(runs.at(`run/last/${optimiser}`));
    const files = filesOf(runs.at('run'));
    await expect(trainTones({ engine: runs.engine, out: runs.at('run'), resume: true })).rejects.toThrow(
      `${runs.at(`run/last/${optimiser}`)} is missing, but model.json lists it`,
    );
    expect(filesOf(runs.at('run'))).toEqual(files);
  });
});
