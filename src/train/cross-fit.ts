import { join } from 'node:path';
import { checkFiniteLogits } from '../eval/scores/index.js';
import { createPredictor } from '../eval/index.js';
import { loadModel } from './checkpoint/index.js';
import { train } from './loop.js';
import type { CrossFit, FoldConclusion, HeldOutPredictions, TrainOptions } from './options.js';
import { FOLDS_FOLDER, LAST_FOLDER } from './run-files.js';
import { predictionOptions } from './step-options.js';
import type { LoadHooks } from './tasks/task-data.js';

/**
 * Trains one model per fold on the other folds, as the run itself will be trained on all, and predicts the fold with
 * its last state. The models are kept in `folds/` of the run's folder, so that an interrupted run continues.
 * @param options of the run
 * @returns undefined if the signal stopped it
 */
export async function crossFit(
  { folds, conclude }: CrossFit,
  options: TrainOptions,
  onLoading: LoadHooks['onLoading'],
): Promise<FoldConclusion | undefined> {
  // Only the model of the last step counts: nothing of the run is validated or tested.
  const { validation: _, test: __, labelSplit: ___, ...runOptions } = options;
  const { config, engine, out, signal } = options;
  const heldOut: HeldOutPredictions[] = [];
  for (const [index, { data, dataset }] of folds.entries()) {
    const folder = join(out, FOLDS_FOLDER, String(index + 1));
    const run = train({ ...runOptions, ...data, out: folder });
    let finished = false;
    for await (const event of run) {
      if (event.type === 'step') {
        const done = index * event.steps + event.step;
        onLoading?.({ what: 'fold step', done, total: folds.length * event.steps });
      }
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
