import type { Dataset } from '../data/types.js';
import type { HostTensors } from '../engine/types.js';
import { NonFiniteError } from '../errors.js';
import type { Predictor } from '../eval/predictor.js';
import { score } from '../eval/score.js';
import type { ValidationMetrics } from './events.js';

/**
 * How the parameters do on held-out examples.
 * @param predictor one that computes R as well
 * @param step for the message
 * @throws NonFiniteError naming the step
 */
export async function validate(
  predictor: Predictor,
  dataset: Dataset,
  parameters: HostTensors,
  step: number,
): Promise<ValidationMetrics> {
  await predictor.setParameters(parameters);
  const {
    segmentAccuracy,
    recordingAccuracy,
    crossEntropy,
    residual = 0,
  } = score(dataset, await predictor.predict(dataset));
  for (const [term, value] of Object.entries({ crossEntropy, residual })) {
    if (!Number.isFinite(value)) throw new NonFiniteError(`validation after step ${step}: ${term} is ${value}`);
  }
  return { segmentAccuracy, recordingAccuracy, crossEntropy, residual };
}
