import { backgroundClasses, type Dataset, type Units } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import type { Predictor } from '../eval/index.js';
import { type Predictions, score, scoreExamples } from '../eval/scores/index.js';
import type { EpochEvent, ExampleMetrics, ValidationMetrics } from './events/index.js';

/** Parameters to evaluate, and when. */
export interface ValidateOptions {
  readonly parameters: HostTensors;
  /** Step of the run, for messages. */
  readonly step: number;
  readonly signal?: AbortSignal | undefined;
  /** Receives the predictions, before they are scored. */
  readonly onPredictions?: ((predictions: Predictions) => void) | undefined;
}

/** What a validation tells. */
export interface Validation {
  readonly metrics: ValidationMetrics;
  /** As in `EpochEvent`; absent if the examples are not segments of recordings. */
  readonly averagePrecisions?: EpochEvent['averagePrecisions'];
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
): Promise<Validation> {
  if (units.source === undefined) return { metrics: await validateExamples(predictor, dataset, options) };
  const predictions = await predict(predictor, dataset, options);
  const scores = score(dataset, predictions);
  const { segmentAccuracy, recordingAccuracy, crossEntropy, residual = 0, segmentRanking } = scores;
  checkFiniteTerms({ crossEntropy, residual }, options);
  const background = backgroundClasses(dataset.classes);
  const ofSpecies = scores.perClass.map(({ class: name, segmentRanking: ranking }) =>
    ranking && !background.includes(name) ? Math.round(ranking.averagePrecision * 1e4) / 1e4 : null,
  );
  return {
    metrics: {
      ...(segmentRanking && { averagePrecision: segmentRanking.averagePrecision }),
      ...{ segmentAccuracy, recordingAccuracy, crossEntropy, residual },
    },
    averagePrecisions: ofSpecies,
  };
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
