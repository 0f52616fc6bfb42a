import type { Dataset, Units } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import type { Predictor } from '../eval/index.js';
import { type Predictions, score, scoreExamples } from '../eval/scores/index.js';
import type { ExampleMetrics, ValidationMetrics } from './events/index.js';

/** Parameters to evaluate, and when. */
export interface ValidateOptions {
  readonly parameters: HostTensors;
  /** Step of the run, for messages. */
  readonly step: number;
  readonly signal?: AbortSignal | undefined;
  /** Receives the predictions, before they are scored. */
  readonly onPredictions?: ((predictions: Predictions) => void) | undefined;
}

/**
 * Evaluates parameters on held-out examples, individually and, if they are cut from sources, per source.
 * @param predictor must also compute R
 * @throws NonFiniteError naming the step
 */
export async function validate(
  predictor: Predictor,
  dataset: Dataset,
  units: Units,
  options: ValidateOptions,
): Promise<ValidationMetrics> {
  if (units.source === undefined) return validateExamples(predictor, dataset, options);
  const predictions = await predict(predictor, dataset, options);
  const { segmentAccuracy, recordingAccuracy, crossEntropy, residual = 0 } = score(dataset, predictions);
  checkFiniteTerms({ crossEntropy, residual }, options);
  return { segmentAccuracy, recordingAccuracy, crossEntropy, residual };
}

/** Evaluates parameters on independent examples, such as images. */
export async function validateExamples(
  predictor: Predictor,
  dataset: Dataset,
  options: ValidateOptions,
): Promise<ExampleMetrics> {
  const predictions = await predict(predictor, dataset, options);
  const { accuracy, crossEntropy, residual = 0 } = scoreExamples(dataset, predictions);
  checkFiniteTerms({ crossEntropy, residual }, options);
  return { accuracy, crossEntropy, residual };
}

/** Predicts every example of a dataset with the given parameters. */
export async function predict(
  predictor: Predictor,
  dataset: Dataset,
  { parameters, signal, onPredictions }: ValidateOptions,
): Promise<Predictions> {
  await predictor.setParameters(parameters);
  const predictions = await predictor.predict(dataset, signal);
  onPredictions?.(predictions);
  return predictions;
}

/** @throws NonFiniteError naming the step and the term */
export function checkFiniteTerms(terms: Readonly<Record<string, number>>, { step }: ValidateOptions): void {
  for (const [term, value] of Object.entries(terms)) {
    if (!Number.isFinite(value)) throw new NonFiniteError(`validation after step ${step}: ${term} is ${value}`);
  }
}
