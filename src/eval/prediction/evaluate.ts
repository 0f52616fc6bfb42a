import type { Dataset } from '../../data/index.js';
import { ShapeError } from '../../errors.js';
import type { Model } from '../../models/index.js';
import type { ModelRun } from './model-run.js';
import { createPredictor, type PredictorOptions } from './predictor.js';
import { checkFiniteLogits } from '../scores/softmax.js';
import { score, type Evaluation } from '../scores/score.js';
import { scoreExamples, type ExampleScore, type Predictions } from '../scores/score-examples.js';

export interface EvaluateOptions extends ModelRun, Partial<PredictorOptions> {
  /** Its classes are the model's; `relabel` maps a dataset with other classes to them. */
  readonly dataset: Dataset;
}

/**
 * Evaluates a trained model on a dataset, by segment and by recording.
 * @throws ShapeError if the dataset's examples or classes are not the model's
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  return score(options.dataset, await predictExamples(options));
}

/**
 * Evaluates a trained model on a dataset, example by example.
 * @throws ShapeError if the dataset's examples or classes are not the model's
 */
export async function evaluateExamples(options: EvaluateOptions): Promise<ExampleScore> {
  return scoreExamples(options.dataset, await predictExamples(options));
}

/**
 * Predicts every example of a dataset with a trained model, in order.
 * @throws ShapeError if the dataset's examples or classes are not the model's
 * @throws NonFiniteError if an output of the network is not finite
 */
export async function predictExamples({
  engine,
  model,
  parameters,
  dataset,
  batchSize = 100,
  residual,
  representation = false,
  outputActivation,
}: EvaluateOptions): Promise<Predictions> {
  checkFits(dataset, model);
  const predictor = await createPredictor(engine, model, {
    batchSize,
    ...{ representation, outputActivation },
    ...(residual && { residual }),
  });
  try {
    await predictor.setParameters(parameters);
    const predictions = await predictor.predict(dataset);
    checkFiniteLogits(predictions.logits, predictions.logits.length, model.name);
    return predictions;
  } finally {
    await predictor.dispose();
  }
}

/** @throws ShapeError if a dataset's example shape or number of classes differs from the model's */
export function checkFits(dataset: Dataset, model: Model): void {
  if (`${dataset.inputShape}` !== `${model.inputShape}`) {
    throw new ShapeError(
      `${dataset.name}: model ${model.name} takes examples of shape [${model.inputShape.join(', ')}], ` +
        `got [${dataset.inputShape.join(', ')}]`,
    );
  }
  if (dataset.classes.length !== model.classCount) {
    throw new ShapeError(
      `${dataset.name}: model ${model.name} has ${model.classCount} classes, got ${dataset.classes.length}`,
    );
  }
}
