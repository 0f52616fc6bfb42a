import { join } from 'node:path';
import type { Engine } from '../engine/index.js';
import { createPredictor, type Predictor } from '../eval/index.js';
import { createModel } from '../models/index.js';
import { imageTasks, loadConfig, loadModel, train } from '../train/index.js';
import type { GanData, ImageGanConfig } from './kinds/index.js';

/** A network that was trained on labels, apart from both players: it judges what they make. */
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
  /** Folder of all runs of the experiment. */
  readonly out: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/**
 * The classifier of an experiment: trained by the recipe of `mnist-supervised` on all labels, once, whatever the seeds of the runs, or found in
 * its folder.
 * @throws the signal's reason, if it fires before the classifier is trained; what there is of it is saved
 */
export async function openReferenceClassifier(options: ReferenceClassifierOptions): Promise<ReferenceClassifier> {
  const { config, engine, data, overwrite, signal, tell } = options;
  const { dataset, normalisation, inputScale } = config.data;
  const steps = config.measure.classifierSteps;
  // One that is trained longer is another judge, not this one resumed.
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
    ...data.parts,
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
      tell(`training the classifier that judges: ${model.name}, ${event.steps} steps; saving to ${out}`);
    }
    const test = event.type === 'end' ? event.result?.test : undefined;
    if (test && 'accuracy' in test) accuracy = test.accuracy;
  }
  signal.throwIfAborted();
  const predictor = await createPredictor(engine, model, { batchSize: 100 });
  await predictor.setParameters((await loadModel(out)).parameters);
  return { predictor, classCount: classes.length, accuracy };
}
