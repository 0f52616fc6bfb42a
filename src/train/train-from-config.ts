import { join } from 'node:path';
import { createEngine, threadsNotice } from '../engine/index.js';
import { isFolder, lockFolder } from '../files/index.js';
import { kindOf, type TrainConfig } from './config/index.js';
import type { TrainEvent } from './events/index.js';
import { nothingToResume, train } from './loop.js';
import { setAside } from './previous-run.js';
import { readManifest } from './checkpoint/index.js';
import { crossFit, type CrossFitHooks, prepareFolds, trainFold } from './cross-fit.js';
import { createRunModel } from './create-run-model.js';
import { checkPatience } from './early-stopping.js';
import type { CrossFit, FoldConclusion, FoldRunner, TrainOptions } from './options.js';
import { checkResumable } from './resume.js';
import { checkRunFolder, FOLDS_FOLDER, LAST_FOLDER, prepareRunFolder, writeRunConfig } from './run-files.js';
import { RUN_ENTRIES } from './run-folder.js';
import type { OpenDataOptions } from './tasks/task-data.js';
import { openTaskData, type TaskKind } from './tasks/task-kind.js';

/** Output folder of the run, reading of its data, and stopping. */
export interface TrainFromConfigOptions
  extends OpenDataOptions, Pick<TrainOptions, 'out' | 'resume' | 'overwrite' | 'waitSeconds' | 'distance'> {
  /** Trains folds in other processes, side by side; by default, this one trains one after the other. */
  readonly foldRunner?: FoldRunner;
  /** Trains only this fold of the run, from 1, into `out`: what a process of `foldRunner` does. */
  readonly onlyFold?: number;
}

/**
 * Performs a whole training run, from data files to result: opens the data, creates the configured network and
 * engine, trains, and frees the engine however the run ends.
 * @param kinds allowed kinds of task, as passed to `loadConfig`
 * @throws the errors of opening the data, `createModel`, `createEngine` and `train`; the signal's reason if aborted
 *   before training starts
 */
export async function* trainFromConfig(
  config: TrainConfig,
  kinds: readonly TaskKind[],
  { ffmpeg, onWarning, onLoading, foldRunner, onlyFold, ...options }: TrainFromConfigOptions,
): AsyncGenerator<TrainEvent, void, undefined> {
  const { signal } = options;
  await checkRunFolder(options.out, options);
  if (options.resume) await checkResumable(options.out, config, kindOf(config, kinds));
  const {
    runData,
    warnings,
    notes = [],
  } = await openTaskData(config, kinds, {
    ffmpeg,
    ...(onWarning && { onWarning }),
    ...(onLoading && { onLoading }),
    ...(signal && { signal }),
  });
  for (const message of warnings) yield { type: 'warning', message };
  for (const message of notes) yield { type: 'note', message };
  const model = createRunModel(config, runData);
  signal?.throwIfAborted();
  const notice = threadsNotice(config.engine);
  if (notice !== undefined) yield { type: 'warning', message: notice };
  const engine = await createEngine(config.engine);
  try {
    const onLockWait = (message: string): void => onWarning?.({ message });
    const run: TrainOptions = { ...options, ...runData, config, engine, model, onLockWait };
    if (!runData.crossFit) {
      yield* train(run);
      return;
    }
    const { crossFit: folds } = runData;
    const { out } = run;
    if (onlyFold !== undefined) {
      yield* trainFold(folds, onlyFold, run);
      return;
    }
    checkPatience(config, runData.validation !== undefined);
    // One lock from the first fold to the end of the run: nobody else may overwrite the folds in between.
    const { waitSeconds = 0 } = options;
    await using lock = await lockFolder(out, {
      ...{ waitSeconds, onWait: onLockWait },
      ...(signal && { signal }),
    });
    // The process that held the lock may have trained a run here.
    await checkRunFolder(out, options);
    const begun = options.resume ? await readManifest(join(out, LAST_FOLDER)).catch(() => undefined) : undefined;
    if (begun) {
      yield* trainAndReport({ ...run, lock, ...(begun.detection && { detectionSettings: begun.detection }) }, folds);
      return;
    }
    if (options.resume && !(await isFolder(join(out, FOLDS_FOLDER)))) {
      yield { type: 'warning', message: nothingToResume(out) };
    }
    if (options.overwrite) yield* setAside(out);
    const began = performance.now();
    const conclusion = await trainFolds(folds, run, {
      foldRunner,
      ...(onLoading && { onLoading }),
      ...(onWarning && { onWarning }),
    });
    if (!conclusion) {
      yield interruptedInFolds(out, (performance.now() - began) / 1000);
      return;
    }
    const { message, detection } = conclusion;
    yield { type: 'note', message };
    yield* trainAndReport({ ...run, lock, ...(detection && { detectionSettings: detection }) }, folds);
  } finally {
    await engine.dispose();
  }
}

/**
 * Trains the folds of a run that has not begun.
 * @param run whose folder is locked
 * @returns undefined if the signal stopped it
 */
async function trainFolds(
  folds: CrossFit,
  run: TrainOptions,
  hooks: CrossFitHooks,
): Promise<FoldConclusion | undefined> {
  const { config, out, overwrite } = run;
  await prepareFolds(folds, run);
  // Nothing of an earlier run may be taken for this one if it is stopped in its folds.
  await prepareRunFolder(out, { entries: RUN_ENTRIES, stepsRemain: true, overwrite });
  await writeRunConfig(out, config);
  return crossFit(folds, run, hooks);
}

/** Trains, and has the folds' report written before a finished run ends. */
async function* trainAndReport(run: TrainOptions, { report }: CrossFit): AsyncGenerator<TrainEvent, void, undefined> {
  for await (const event of train(run)) {
    if (event.type === 'end' && event.reason === 'finished') {
      const message = await report(run.out, join(run.out, FOLDS_FOLDER));
      if (message !== undefined) yield { type: 'note', message };
    }
    yield event;
  }
}

/** A run that was stopped before its first step; its folds continue with `--resume`. */
function interruptedInFolds(path: string, elapsedSeconds: number): TrainEvent {
  return { type: 'end', reason: 'interrupted', step: 0, epoch: 0, elapsedSeconds, path };
}
