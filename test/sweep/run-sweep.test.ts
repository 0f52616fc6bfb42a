import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';
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
import { train, type TrainEvent } from '#src/train/index.js';
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

/** A trial on tones, as a program of one's own would run it. */
function trainOnTones({ baseFile, settings, seed, out, signal }: TrialSpec): AsyncIterable<TrainEvent> {
  const own = loadConfig({ file: baseFile, values: { ...settings, seed } }, [recordingTasks]);
  const model = createModel(own.model, { inputShape: data.inputShape, classCount: data.classes.length });
  return train({ config: own, engine, model, out, resume: true, overwrite: false, signal, train: data, validation });
}

interface Told extends SweepEnd {
  readonly events: readonly SweepEvent[];
}

async function sweep(out: string, changes: Partial<RunSweepOptions> = {}): Promise<Told> {
  const events: SweepEvent[] = [];
  const end = await runSweep({
    ...{ out: at(out), config, kind: recordingTasks, cells, seeds: 1 },
    createExecutor: (opened) => createInProcessExecutor({ sweep: opened, runTrial: trainOnTones }),
    onEvent: (event) => events.push(event),
    ...changes,
  });
  return { ...end, events };
}

const typesOf = ({ events }: Told): string[] => [...new Set(events.map(({ type }) => type))];
const statuses = ({ records }: SweepEnd): string[] => records.map(({ status }) => status);

/** An executor whose trials end in one way. */
const executorOf = (runTrial: (trial: TrialSpec) => AsyncIterable<TrainEvent>) => ({
  createExecutor: (opened: SweepFolder) => createInProcessExecutor({ sweep: opened, runTrial }),
});

describe('a sweep from code, in this process', () => {
  it('trains every cell, tells how far it is, and leaves tables; the same call does nothing again', async () => {
    const first = await sweep('whole');
    expect(typesOf(first)).toEqual(['plan', 'trial-start', 'trial-progress', 'trial-end', 'end']);
    expect(first.interrupted).toBe(false);
    expect(first.records.map(({ status, result }) => [status, result!.steps])).toEqual([
      ['finished', 4],
      ['finished', 4],
    ]);
    expect(first.summary.cells.map(({ cell, validation: held }) => [cell.name, held!.n])).toEqual([
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

  it('that is stopped saves, says so, and goes on later to the same weights', async () => {
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

  it('goes on with the others where a trial fails, and ends where the program is wrong', async () => {
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
      executorOf(async function* () {
        yield { type: 'end', reason: 'finished' } as TrainEvent;
      }),
    );
    expect(silent.records[0]!.message).toMatch(/^ended well, but left no result in /);

    const wrong = sweep(
      'wrong',
      // eslint-disable-next-line require-yield
      executorOf(async function* () {
        throw new TypeError('a slip');
      }),
    );
    await expect(wrong).rejects.toThrow(new TypeError('a slip'));
    await expect(wrong).rejects.not.toBeInstanceOf(TrialFailure);
  });

  it('has its folder to itself', async () => {
    const second = sweep('twice', {
      ...executorOf(async function* () {
        await expect(sweep('twice')).rejects.toThrow(/is in use by/);
        yield* [];
      }),
      cells: [createCell({})],
    });
    expect(statuses(await second)).toEqual(['unfinished']);
  });
});
