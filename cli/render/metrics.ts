import type { Units } from '../../src/data/units.js';
import type { RunResult, ValidationMetrics } from '../../src/train/index.js';
import { count, percent, plural } from './words.js';

/** `segments 81.0%, recordings 90.0%`; of examples that stand for themselves, `accuracy 81.0%`. */
export function accuracies(metrics: ValidationMetrics): string {
  return 'accuracy' in metrics
    ? `accuracy ${percent(metrics.accuracy)}`
    : `segments ${percent(metrics.segmentAccuracy)}, recordings ${percent(metrics.recordingAccuracy)}`;
}

/** `7,000 segments of 64 recordings`, `50 images`. */
export function amount(examples: number, sources: number, { example, source }: Units): string {
  return plural(examples, example) + (source === undefined ? '' : ` of ${plural(sources, source)}`);
}

/** How the last model did on the test part, and what it had to learn from; undefined if nothing was tested. */
export function testLine({ test, examples, units, labels, partialData }: RunResult): string | undefined {
  if (!test || examples.test === null) return undefined;
  const partial = partialData.length > 0 ? ' (PARTIAL DATA)' : '';
  return (
    `test: ${accuracies(test)} of ${plural(examples.test, units.example)}${partial}, ` +
    `last model; ${plural(labels, 'label')}, validation ${count(examples.validation)}`
  );
}
