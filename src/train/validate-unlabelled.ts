import type { Dataset } from '../data/index.js';
import type { Predictor } from '../eval/index.js';
import { scoreUnlabelled } from '../eval/scores/index.js';
import { TERM_NAMES, type TermName, termWeights } from '../losses/index.js';
import type { TrainConfig } from './config/index.js';
import type { ClusterMetrics } from './events/index.js';
import { lossWeightsAt } from './schedule.js';
import { checkFiniteTerms, predict, type ValidateOptions } from './validate.js';

/**
 * How the parameters do on held-out examples of which no label is looked at: the terms of Eq. 10, and how many clusters are used.
 * @param predictor one that computes R as well
 * @throws NonFiniteError naming the step
 */
export async function validateUnlabelled(
  predictor: Predictor,
  dataset: Dataset,
  config: TrainConfig,
  options: ValidateOptions,
): Promise<ClusterMetrics> {
  const predictions = await predict(predictor, dataset, options);
  const clusters = dataset.classes.length;
  const { entropy, balance, residual = 0, clustersUsed } = scoreUnlabelled(predictions, clusters);
  const weights = termWeights(lossWeightsAt(config, 1));
  const summands: Partial<Record<TermName, number>> = { residual, entropy: entropy - config.loss.balance * balance };
  const loss = TERM_NAMES.reduce((sum, name) => sum + weights[name] * (summands[name] ?? 0), 0);
  checkFiniteTerms({ residual, entropy, loss }, options);
  return { loss, residual, entropy, balance, clustersUsed, clusters };
}
