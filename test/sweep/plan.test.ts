import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '#src/files/make-folder.js';
import { CheckpointError, ConfigError } from '#src/errors.js';
import { loadConfig } from '#src/train/config/index.js';
import type { ResultContent } from '#src/train/result.js';
import {
  cellsOf,
  trialResultOf,
  openSweepFolder,
  parseGrid,
  planSweep,
  trialsOf,
  writeResult,
  type Trial,
} from '#src/sweep/index.js';
import { runResult } from '../helpers/run-result.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { recordingTasks } from '#audio/training/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

const folder = useTemporaryFolder({ perTest: true });

const grid = (text: string) => trialsOf(cellsOf(parseGrid([text], TASK_KINDS)), 2);
const recordings = { segmentAccuracy: 0.5, recordingAccuracy: 0.75, crossEntropy: 1, residual: 1 };
const images = { accuracy: 0.8, crossEntropy: 1, residual: 1 };
const finish = (trial: Trial, changes: Partial<ResultContent> = {}): Promise<void> =>
  makeFolder(join(folder.path, trial.folder)).then(() =>
    writeResult(join(folder.path, trial.folder), runResult(changes)),
  );

describe('the plan of a sweep', () => {
  it('contains the trials without a result as remaining', async () => {
    const trials = grid('loss.alpha=0.3,0.5');
    await finish(trials[1]!, {
      validation: { last: recordings, best: { epoch: 2, ...recordings, segmentAccuracy: 0.625 } },
    });
    mkdirSync(join(folder.path, trials[0]!.folder, 'last'), { recursive: true });
    const { records, open } = await planSweep(folder.path, trials);
    expect(open).toEqual([trials[0], trials[2], trials[3]]);
    expect(records.map(({ status }) => status)).toEqual(['unfinished', 'finished', 'unfinished', 'unfinished']);
    expect(records[1]!.result).toEqual({
      steps: 8,
      seconds: 2,
      secondsPerStep: 0.25,
      validationAccuracy: 0.625,
      testAccuracy: null,
      partialData: [],
    });
  });

  it('drops cells that are no longer requested, and keeps the finished trials of the others', async () => {
    const before = grid('loss.alpha=0.3,0.5');
    for (const trial of before) await finish(trial);
    const { records, open } = await planSweep(folder.path, grid('loss.alpha=0.5,0.7'));
    expect(records).toHaveLength(4);
    expect(open.map(({ cell }) => cell.name)).toEqual(['loss.alpha=0.7', 'loss.alpha=0.7']);
  });

  it('treats a trial with an incomplete result as remaining; resuming it rewrites the result', async () => {
    const trials = grid('loss.alpha=0.3');
    await folder.write(join(trials[0]!.folder, 'result.json'), '{"format":');
    expect((await planSweep(folder.path, trials)).open).toEqual(trials);
  });

  it('trains nothing again because a result cannot be read', async () => {
    const trials = grid('loss.alpha=0.3');
    mkdirSync(join(folder.path, trials[0]!.folder, 'result.json'), { recursive: true });
    const plan = planSweep(folder.path, trials);
    await expect(plan).rejects.toThrow(CheckpointError);
    await expect(plan).rejects.toThrow(/result\.json cannot be read: /);
  });

  it('uses the validation accuracy of the last model if that model was tested', () => {
    const { validationAccuracy, testAccuracy } = trialResultOf(
      runResult({ test: images, validation: { last: images, best: { epoch: 1, ...images, accuracy: 0.9 } } }),
    );
    expect([validationAccuracy, testAccuracy]).toEqual([0.8, 0.8]);
  });
});

describe('the folder of a sweep', () => {
  const config = (...overrides: string[]) => loadConfig({ task: 'bird10', overrides }, [recordingTasks]);

  it('keeps its id when it is opened again', async () => {
    const { id } = await openSweepFolder(folder.path, config(), recordingTasks);
    expect(await openSweepFolder(folder.path, config(), recordingTasks)).toMatchObject({ id });
    expect(loadConfig({ file: join(folder.path, 'base.yaml') }, [recordingTasks])).toEqual(config());
  });

  it('is refused if its trials/ is a symbolic link', async () => {
    mkdirSync(folder.at('elsewhere'));
    symlinkSync(folder.at('elsewhere'), folder.at('trials'));
    await expect(openSweepFolder(folder.path, config(), recordingTasks)).rejects.toThrow(
      'trials: it is a symbolic link',
    );
  });

  it('rejects other base settings, naming the first', async () => {
    await openSweepFolder(folder.path, config('data.batchSize=50'), recordingTasks);
    await expect(openSweepFolder(folder.path, config('data.batchSize=20'), recordingTasks)).rejects.toThrow(
      new ConfigError(
        `${folder.path} is a sweep with data.batchSize = 50, got 20: trials would not be comparable; ` +
          `keep the sweep's settings, or choose another folder`,
      ),
    );
  });

  it('accepts changes to the seed and to settings that do not affect results', async () => {
    await openSweepFolder(folder.path, config(), recordingTasks);
    const other = config('train.reportEverySeconds=9', 'train.checkpointEverySeconds=9', 'seed=9');
    await expect(openSweepFolder(folder.path, other, recordingTasks)).resolves.toBeDefined();
  });

  it('of the previous version has no kind; settings of the other kind are ignored', async () => {
    await openSweepFolder(folder.path, config(), recordingTasks);
    const file = join(folder.path, 'sweep.json');
    const sweep = JSON.parse(readFileSync(file, 'utf8')) as { config: { kind?: string; data: object } };
    delete sweep.config.kind;
    sweep.config.data = { ...sweep.config.data, labels: null, inputScale: 2 };
    writeFileSync(file, JSON.stringify(sweep));
    await expect(openSweepFolder(folder.path, config(), recordingTasks)).resolves.toBeDefined();
    await expect(openSweepFolder(folder.path, config('audio.overlap=0.8'), recordingTasks)).rejects.toThrow(
      'is a sweep with audio.overlap = 0.9, got 0.8',
    );
  });

  it('rejects a damaged sweep.json', async () => {
    writeFileSync(join(folder.path, 'sweep.json'), '{}');
    await expect(openSweepFolder(folder.path, config(), recordingTasks)).rejects.toThrow('sweep.json is damaged');
  });
});
