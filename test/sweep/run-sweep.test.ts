import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';
import { isLockFile } from '#src/files/index.js';
import { createModel } from '#src/models/index.js';
import {
  createCell,
  createInProcessExecutor,
  runSweep,
  TrialFailure,
  type RunSweepOptions,
  type SweepEnd,
  type SweepEvent,
  type SweepFolder,
  type TrialSpec,
} from '#src/sweep/index.js';
import { loadConfig } from '#src/train/config/index.js';
import { nothingToResume, train, type TrainEvent } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { tones } from '../helpers/tones.js';
import { recordingTasks } from '#audio/training/index.js';

const { at } = useTemporaryFolder();
let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.dispose());

const data = tones();
const validation = tones({ name: 'validation', seed: 2, recordings: 1 });
const config = loadConfig(
  {
    task: 'bird10',
    overrides: ['data.batchSize=18', 'train.epochs=2', 'train.reportEverySeconds=0', 'engine.threads=1'],
  },
  [recordingTasks],
);
const cells = [0.5, 1].map((alpha) => createCell({ 'loss.alpha': alpha }));

/** Trains a trial on tones, as a custom program would. */
function trainOnTones({ baseFile, settings, seed, out, signal }: TrialSpec): AsyncIterable<TrainEvent> {
  const trialConfig = loadConfig({ file: baseFile, values: { ...settings, seed } }, [recordingTasks]);
  const model = createModel(trialConfig.model, { inputShape: data.inputShape, classCount: data.classes.length });
  return train({
    config: trialConfig,
    engine,
    model,
    out,
    resume: true,
    overwrite: false,
    signal,
    train: data,
    validation,
  });
}

interface SweepRun extends SweepEnd {
  readonly events: readonly SweepEvent[];
}

async function sweep(out: string, changes: Partial<RunSweepOptions> = {}): Promise<SweepRun> {
  const events: SweepEvent[] = [];
  const end = await runSweep({
    ...{ out: at(out), config, kind: recordingTasks, cells, seeds: 1 },
    createExecutor: (opened) => createInProcessExecutor({ sweep: opened, runTrial: trainOnTones }),
    onEvent: (event) => events.push(event),
    ...changes,
  });
  return { ...end, events };
}

const typesOf = ({ events }: SweepRun): string[] => [...new Set(events.map(({ type }) => type))];
const statuses = ({ records }: SweepEnd): string[] => records.map(({ status }) => status);

/** Option that runs trials with the given function. */
const executorOf = (runTrial: (trial: TrialSpec) => AsyncIterable<TrainEvent>) => ({
  createExecutor: (opened: SweepFolder) => createInProcessExecutor({ sweep: opened, runTrial }),
});

describe('a sweep from code, in this process', () => {
  it('trains every cell, reports progress, and writes tables; repeating it trains nothing', async () => {
    const first = await sweep('whole');
    expect(typesOf(first)).toEqual(['plan', 'trial-start', 'trial-progress', 'trial-end', 'end']);
    expect(first.interrupted).toBe(false);
    expect(first.records.map(({ status, result }) => [status, result!.steps])).toEqual([
      ['finished', 4],
      ['finished', 4],
    ]);
    expect(first.summary.cells.map(({ cell, validation: accuracy }) => [cell.name, accuracy!.n])).toEqual([
      ['loss.alpha=0.5', 1],
      ['loss.alpha=1', 1],
    ]);
    expect(readFileSync(at('whole/results.csv'), 'utf8')).toMatch(
      /^loss\.alpha,seed,status,.*\n0\.5,1,finished,.*\n1,1,finished,/,
    );
    const run = at('whole/trials/loss.alpha=0.5/seed-1');
    expect(loadConfig({ file: `${run}/config.yaml` }, [recordingTasks]).loss.alpha).toBe(0.5);

    const again = await sweep('whole');
    expect(typesOf(again)).toEqual(['plan', 'end']);
    expect(again.summary).toEqual(first.summary);
  });

  it('that is stopped saves, is interrupted, and resumes to the same weights', async () => {
    const stop = new AbortController();
    const stopped = await sweep('stopped', {
      stop: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'trial-progress') stop.abort();
      },
    });
    expect([stopped.interrupted, statuses(stopped)]).toEqual([true, ['unfinished', 'unfinished']]);
    expect(existsSync(at('stopped/trials/loss.alpha=0.5/seed-1/last'))).toBe(true);

    expect(statuses(await sweep('stopped'))).toEqual(['finished', 'finished']);
    for (const { folder: trial } of stopped.records.map((record) => record.trial)) {
      const weights = (out: string): unknown =>
        (JSON.parse(readFileSync(at(out, trial, 'last/model.json'), 'utf8')) as { weights: unknown }).weights;
      expect(weights('stopped')).toEqual(weights('whole'));
    }
  });

  it('continues after a failed trial, and ends at an unexpected error', async () => {
    const failing = await sweep('failing', {
      cells: [createCell({ 'optimiser.learningRate': 1e38 }), createCell({})],
    });
    expect(statuses(failing)).toEqual(['failed', 'finished']);
    expect(failing.records[0]!.message).toMatch(/step \d/);
    expect(failing.events.filter(({ type }) => type === 'trial-end')).toMatchObject([
      { status: 'failed', message: failing.records[0]!.message },
      { status: 'finished' },
    ]);

    const silent = await sweep(
      'silent',
      executorOf(async function* ({ out }) {
        yield { type: 'warning', message: nothingToResume(out) };
        yield { type: 'warning', message: 'left out', file: 'a.wav', leftOut: true };
        yield { type: 'end', reason: 'finished' } as TrainEvent;
      }),
    );
    const warning = { message: 'left out', file: 'a.wav', leftOut: true };
    expect(silent.events.filter(({ type }) => type === 'trial-warning')).toMatchObject([
      { ...warning, cell: 'loss.alpha=0.5', seed: 1 },
      { ...warning, cell: 'loss.alpha=1', seed: 1 },
    ]);
    expect(silent.records[0]!.message).toMatch(/^finished, but wrote no result to /);

    const wrong = sweep(
      'wrong',
      // eslint-disable-next-line require-yield
      executorOf(async function* () {
        throw new TypeError('a bug');
      }),
    );
    await expect(wrong).rejects.toThrow(new TypeError('a bug'));
    await expect(wrong).rejects.not.toBeInstanceOf(TrialFailure);
  });

  it('counts its seeds from that of the configuration', async () => {
    const { records, events } = await sweep('later-seeds', {
      ...{ config: { ...config, seed: 11 }, seeds: 2, cells: [createCell({})] },
      ...executorOf(async function* () {
        yield* [];
      }),
    });
    expect(records.map(({ trial }) => [trial.seed, trial.folder.split('/').at(-1)])).toEqual([
      [11, 'seed-11'],
      [12, 'seed-12'],
    ]);
    expect(events.find(({ type }) => type === 'plan')).toMatchObject({ seeds: 2, firstSeed: 11 });
  });

  it('locks its folder', async () => {
    const second = sweep('twice', {
      ...executorOf(async function* () {
        await expect(sweep('twice')).rejects.toThrow(/is in use by/);
        yield* [];
      }),
      cells: [createCell({})],
    });
    expect(statuses(await second)).toEqual(['unfinished']);
  });

  it('writes nothing more to a folder that another process has taken', async () => {
    const taken = sweep('taken', {
      ...executorOf(async function* ({ out }) {
        rmSync(join(at('taken'), readdirSync(at('taken')).find(isLockFile)!));
        writeFileSync(join(out, '../../../results.csv'), 'theirs');
        yield* [];
        throw new TrialFailure('a failure');
      }),
      cells: [createCell({})],
    });
    await expect(taken).rejects.toThrow('was taken over by another process');
    expect(readFileSync(at('taken/results.csv'), 'utf8')).toBe('theirs');
  });
});
