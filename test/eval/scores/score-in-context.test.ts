import { describe, expect, it } from 'vitest';
import { UNLABELLED, type Dataset } from '#src/data/types.js';
import { scoreExamples, scoreInContext } from '#src/eval/index.js';

const labelled = (labels: readonly number[], sources: readonly number[]): Dataset => ({
  name: 'made up',
  classes: ['a', 'b'],
  inputShape: [1],
  length: labels.length,
  label: (index) => labels[index]!,
  source: (index) => sources[index]!,
  read: () => undefined,
});

/** Logits whose softmax gives class 1 this probability. */
const logitsOf = (...probabilities: number[]) => ({
  logits: Float32Array.from(probabilities.flatMap((p) => [0, Math.log(p / (1 - p))])),
});

describe('segments in context', () => {
  it('are classified with their neighbours, but only within the same recording', () => {
    const dataset = labelled([1, 1, 1, 0, 0], [0, 0, 0, 5, 5]);
    const predictions = logitsOf(0.9, 0.4, 0.9, 0.6, 0.1);
    expect(scoreInContext(dataset, predictions, 1)).toEqual({ reach: 1, segmentAccuracy: 1 });
    expect(scoreInContext(dataset, predictions, 0).segmentAccuracy).toBe(scoreExamples(dataset, predictions).accuracy);
  });

  it('are weighted by loudness if the dataset provides it', () => {
    const dataset = { ...labelled([1, 1, 1], [0, 0, 0]), loudness: (index: number) => (index === 1 ? 1 : 0.01) };
    const score = scoreInContext(dataset, logitsOf(0.1, 0.6, 0.1), 1);
    expect(score).toEqual({ reach: 1, segmentAccuracy: 0, segmentAccuracyByLoudness: 1 });
  });

  it('without a label contribute to the means, but are not counted', () => {
    const dataset = labelled([1, UNLABELLED], [0, 0]);
    expect(scoreInContext(dataset, logitsOf(0.4, 0.9), 1).segmentAccuracy).toBe(1);
    expect(scoreInContext(labelled([UNLABELLED], [0]), logitsOf(0.9), 1).segmentAccuracy).toBe(0);
  });
});
