import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseLinks } from '../files/index.js';
import { checkFiniteLogits } from '../eval/scores/index.js';
import { createPredictor } from '../eval/index.js';
import { loadModel } from './checkpoint/index.js';
import type { TrainEvent } from './events/index.js';
import { foldFolder, trainFoldsSideBySide } from './folds-side-by-side.js';
import { train } from './loop.js';
import type { CrossFit, FoldConclusion, FoldRunner, HeldOutPredictions, TrainOptions } from './options.js';
import { checkRunFolder, FOLDS_FOLDER, LAST_FOLDER } from './run-files.js';
import { checkResumable } from './resume.js';
import { predictionOptions } from './step-options.js';
import type { LoadHooks } from './tasks/task-data.js';

/** How the folds of a run are trained. */
export interface CrossFitHooks extends Pick<LoadHooks, 'onLoading' | 'onWarning'> {
  /** Trains folds in processes of their own, side by side; by default, this one trains one after the other. */
  readonly foldRunner?: FoldRunner | undefined;
}

/** Estimates how long steps will take, from those that this process has seen. */
function createStepRate(): { secondsFor(steps: number, done: number): number | undefined } {
  let first: { readonly done: number; readonly at: number } | undefined;
  return {
    secondsFor(steps, done) {
      const at = performance.now();
      first ??= { done, at };
      return done > first.done ? (steps * (at - first.at)) / 1000 / (done - first.done) : undefined;
    },
  };
}

/** Trains the model of one fold, from 1. @param options of the run, with the folder of the fold */
export function trainFold({ folds }: CrossFit, fold: number, options: TrainOptions): AsyncGenerator<TrainEvent> {
  // Only the model of the last step counts: nothing of the run is validated or tested.
  const { validation: _, test: __, labelSplit: ___, ...run } = options;
  const config = { ...run.config, train: { ...run.config.train, patienceEpochs: null } };
  return train({ ...run, ...folds[fold - 1]!.data, config });
}

/**
 * Deletes the folds of an earlier run if it is to be overwritten; otherwise checks that those in the folder may be
 * continued.
 * @param options of the run, whose folder is locked
 * @throws OutputError if there are folds, and the run is not to be resumed
 * @throws ConfigError if they have other settings
 */
export async function prepareFolds(
  { folds }: CrossFit,
  { config, kind, out, overwrite = false, resume = false }: TrainOptions,
): Promise<void> {
  await refuseLinks(out, [FOLDS_FOLDER]);
  if (overwrite) await rm(join(out, FOLDS_FOLDER), { recursive: true, force: true });
  for (const index of folds.keys()) {
    const folder = foldFolder(out, index + 1);
    await checkRunFolder(folder, { overwrite, resume });
    if (kind) await checkResumable(folder, config, kind);
  }
}

/**
 * Trains one model per fold on the other folds, as the run itself will be trained on all, and predicts the fold with
 * its last state. The models are kept in `folds/` of the run's folder, so that an interrupted run continues.
 * @param options of the run, whose folder is locked and prepared
 * @returns undefined if the signal stopped it
 */
export async function crossFit(
  crossFit: CrossFit,
  options: TrainOptions,
  { foldRunner: runner, onLoading, onWarning }: CrossFitHooks,
): Promise<FoldConclusion | undefined> {
  const { folds, conclude } = crossFit;
  const { config, engine, out, signal } = options;
  const rate = createStepRate();
  const onSteps = (done: number, steps: number): void => {
    const total = folds.length * steps;
    const etaSeconds = rate.secondsFor(total - done, done);
    onLoading?.({ what: 'fold step', done, total, ...(etaSeconds !== undefined && { etaSeconds }) });
  };
  if (runner) {
    const stop = signal ?? new AbortController().signal;
    const onFailure = (message: string): void => onWarning?.({ message });
    await trainFoldsSideBySide({ count: folds.length, out, engine: config.engine, runner, stop, onSteps, onFailure });
    if (signal?.aborted) return undefined;
  }
  const heldOut: HeldOutPredictions[] = [];
  for (const [index, { dataset }] of folds.entries()) {
    const folder = foldFolder(out, index + 1);
    let finished = false;
    // What is in the folder is of this run.
    const run = { ...options, out: folder, overwrite: false, resume: true };
    for await (const event of trainFold(crossFit, index + 1, run)) {
      if (event.type === 'step') onSteps(index * event.steps + event.step, event.steps);
      if (event.type === 'end') finished = event.reason === 'finished';
    }
    if (!finished || signal?.aborted) return undefined;
    const model = join(folder, LAST_FOLDER);
    const { parameters } = await loadModel(model);
    const predictor = await createPredictor(engine, options.model, predictionOptions(config, options.distance));
    try {
      await predictor.setParameters(parameters);
      const predictions = await predictor.predict(dataset, signal);
      checkFiniteLogits(predictions.logits, predictions.logits.length, folder);
      heldOut.push({ model, dataset, predictions });
    } finally {
      await predictor.dispose();
    }
  }
  try {
    return await conclude(heldOut, join(out, FOLDS_FOLDER), signal);
  } catch (error) {
    // The models of the folds are saved.
    if (signal?.aborted) return undefined;
    throw error;
  }
}
