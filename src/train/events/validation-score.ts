import type { ValidationMetrics } from './train-events.js';

/** Share of single examples that were recognised; without labels the loss. */
export function validationScore(metrics: ValidationMetrics): number {
  if ('accuracy' in metrics) return metrics.accuracy;
  return 'segmentAccuracy' in metrics ? metrics.segmentAccuracy : metrics.loss;
}
