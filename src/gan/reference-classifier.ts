import { join } from 'node:path';
import type { Engine } from '../engine/index.js';
import { createPredictor, type Predictor } from '../eval/index.js';
import { createModel } from '../models/index.js';
import { imageTasks, loadConfig, loadModel, train } from '../train/index.js';
import type { GanData, ImageGanConfig } from './kinds/index.js';

/** A classifier trained on labels, independently of the GAN, that scores generated images. */
export interface ReferenceClassifier {
  readonly predictor: Predictor;
  readonly classCount: number;
  /** On test images. */
  readonly accuracy: number;
}

export interface ReferenceClassifierOptions {
  readonly config: ImageGanConfig;
  readonly engine: Engine;
  readonly data: GanData;
  /** Folder of the experiment. */
  readonly out: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Opens the reference classifier of an experiment, or trains it with the recipe of `mnist-supervised` on all labels.
 * It is trained once and does not depend on the seeds of the runs.
 * @throws the signal's reason, if it is aborted before the classifier is trained; its progress is saved
 */
export async function openReferenceClassifier(options: ReferenceClassifierOptions): Promise<ReferenceClassifier> {
  const { config, engine, data, overwrite, signal, log } = options;
  const { dataset, normalisation, inputScale } = config.data;
  const steps = config.measure.classifierSteps;
  // A different number of steps makes a different classifier, not a continuation of this one.
  const out = join(options.out, `classifier-steps${steps}`);
  const values = {
    task: 'gan-classifier',
    'data.dataset': dataset,
    'data.labels': null,
    'data.validationExamples': 0,
    'data.normalisation': normalisation,
    'data.inputScale': inputScale,
    'train.steps': steps,
  };
  const settings = loadConfig({ task: 'mnist-supervised', values }, [imageTasks]);
  const { inputShape, classes } = data.train;
  const model = createModel(settings.model, { inputShape, classCount: classes.length });
  let accuracy = NaN;
  for await (const event of train({
    ...data.trainingData,
    kind: imageTasks,
    config: settings,
    engine,
    model,
    out,
    resume: !overwrite,
    overwrite,
    signal,
  })) {
    if (event.type === 'start' && event.step < event.steps) {
      log(`training the reference classifier: ${model.name}, ${event.steps} steps; saving to ${out}`);
    }
    const test = event.type === 'end' ? event.result?.test : undefined;
    if (test && 'accuracy' in test) accuracy = test.accuracy;
  }
  signal.throwIfAborted();
  const predictor = await createPredictor(engine, model, { batchSize: 100 });
  await predictor.setParameters((await loadModel(out)).parameters);
  return { predictor, classCount: classes.length, accuracy };
}
