import type { ValidationMetrics } from './train-events.js';

/** Returns the accuracy on single examples or, without labels, the loss. */
export function validationScore(metrics: ValidationMetrics): number {
  if ('accuracy' in metrics) return metrics.accuracy;
  return 'segmentAccuracy' in metrics ? metrics.segmentAccuracy : metrics.loss;
}
