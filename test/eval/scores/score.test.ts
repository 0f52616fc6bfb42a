import { describe, expect, it } from 'vitest';
import { UNLABELLED, type Dataset } from '#src/data/types.js';
import {
  argMax,
  logSumExp,
  mean,
  populationStandardDeviation,
  score,
  scoreExamples,
  softmaxRow,
  spread,
  standardDeviation,
} from '#src/eval/index.js';

/** Dataset with the given labels and sources, and no data. */
const labelled = (labels: readonly number[], sources: readonly number[], classes = ['a', 'b']): Dataset => ({
  name: 'made up',
  classes,
  inputShape: [1],
  length: labels.length,
  label: (index) => labels[index]!,
  source: (index) => sources[index]!,
  read: () => undefined,
});

/** Logits whose softmax gives class 1 this probability. */
const logitsOf = (probabilities: readonly number[]): Float32Array =>
  Float32Array.from(probabilities.flatMap((p) => [0, Math.log(p / (1 - p))]));

describe('scoreExamples', () => {
  it('counts every labelled example separately', () => {
    const dataset = labelled([1, 1, 0, UNLABELLED], [0, 1, 2, 3]);
    const result = scoreExamples(dataset, {
      logits: logitsOf([0.9, 0.3, 0.2, 0.5]),
      residual: Float32Array.of(1, 2, 6, 99),
    });
    expect(result).toMatchObject({ accuracy: 2 / 3, examples: 3, residual: 3 });
    expect(result.confusion).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(result.perClass[1]).toEqual({ class: 'b', examples: 2, accuracy: 0.5, precision: 1 });
  });
});

describe('score', () => {
  it('counts segments by their largest logit and recordings by their mean probability', () => {
    // Recording 0 is b: two of three segments are narrowly predicted as a, the third confidently as b.
    const dataset = labelled([1, 1, 1, 0], [0, 0, 0, 7]);
    const result = score(dataset, { logits: logitsOf([0.45, 0.45, 0.99, 0.2]) });
    expect(result.segmentAccuracy).toBe(0.5);
    expect(result.recordingAccuracy).toBe(1);
    expect([result.segments, result.recordings]).toEqual([4, 2]);
    expect(result.confusion).toEqual({
      segments: [
        [1, 0],
        [2, 1],
      ],
      recordings: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(result.perClass[1]).toEqual({
      class: 'b',
      segments: 3,
      segmentAccuracy: 1 / 3,
      segmentPrecision: 1,
      recordings: 1,
      recordingAccuracy: 1,
      // Probabilities of b: 0.45, 0.45 and 0.99 of its segments, 0.2 of the other.
      segmentRanking: { averagePrecision: 1, auroc: 1 },
      recordingRanking: { averagePrecision: 1, auroc: 1 },
    });
    const expected = -(2 * Math.log(0.45) + Math.log(0.99) + Math.log(0.8)) / 4;
    expect(result.crossEntropy).toBeCloseTo(expected, 6);
    expect(result.residual).toBeUndefined();
  });

  it('ranks segments, and recordings by their mean probabilities, whatever their lengths', () => {
    // b: segments 0.9 and 0.3 of one recording, 0.4 of another; a: four segments of 0.5 in one recording.
    const dataset = labelled([1, 1, 1, 0, 0, 0, 0], [0, 0, 1, 2, 2, 2, 2]);
    const result = score(dataset, { logits: logitsOf([0.9, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5]) });
    const [a, b] = result.perClass;
    expect(b!.segmentRanking!.auroc).toBeCloseTo(4 / 12, 12);
    expect(b!.segmentRanking!.averagePrecision).toBeCloseTo((1 + 2 / 6 + 3 / 7) / 3, 12);
    expect(b!.recordingRanking!.auroc).toBe(0.5);
    expect(b!.recordingRanking!.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(result.recordingRanking!.averagePrecision).toBeCloseTo(
      (a!.recordingRanking!.averagePrecision + b!.recordingRanking!.averagePrecision) / 2,
      12,
    );
    expect(result.segmentRanking!.auroc).toBeCloseTo(4 / 12, 12);
    expect(score(labelled([1, 1], [0, 1]), { logits: logitsOf([0.9, 0.3]) })).not.toHaveProperty('segmentRanking');
  });

  it('weights probabilities by loudness if the dataset provides it', () => {
    // Three quiet segments are predicted as a; the loud one as b, which is the label.
    const quiet = labelled([1, 1, 1, 1, 0], [0, 0, 0, 0, 7]);
    const dataset = { ...quiet, loudness: (index: number) => (index === 3 ? 0.5 : 0.01) };
    const predictions = { logits: logitsOf([0.2, 0.2, 0.2, 0.8, 0.1]) };
    expect(score(dataset, predictions)).toMatchObject({ recordingAccuracy: 0.5, recordingAccuracyByLoudness: 1 });
    expect(score(quiet, predictions)).not.toHaveProperty('recordingAccuracyByLoudness');
  });

  it('leaves out unlabelled examples, and returns zeros for an empty dataset', () => {
    const result = score(labelled([UNLABELLED, 1], [0, 1]), {
      logits: logitsOf([0.9, 0.9]),
      residual: Float32Array.of(100, 3),
    });
    expect(result).toMatchObject({ segments: 1, recordings: 1, segmentAccuracy: 1, residual: 3 });
    expect(score(labelled([], []), { logits: new Float32Array(0) })).toMatchObject({
      segments: 0,
      segmentAccuracy: 0,
      recordingAccuracy: 0,
      crossEntropy: 0,
    });
  });

  it('stays finite for logits of any size', () => {
    const result = score(labelled([0], [0]), { logits: Float32Array.of(-1e30, 1e30) });
    expect(result.crossEntropy).toBeCloseTo(2e30, -24);
  });
});

describe('softmax and statistics', () => {
  it('softmax of a row sums to one and ignores a shift', () => {
    const rows = Float32Array.of(1, 2, 3, 1001, 1002, 1003);
    const [first, second] = [0, 1].map((row) => [...softmaxRow(rows, row, new Float64Array(3))]);
    expect(first!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    second!.forEach((p, c) => expect(p).toBeCloseTo(first![c]!, 12));
    expect(logSumExp(Float32Array.of(0, 0), 0, 2)).toBeCloseTo(Math.log(2), 12);
  });

  it('argMax returns the first of equal maxima', () => {
    expect(argMax([9, 1, 5, 5], 1, 3)).toBe(1);
  });

  it('mean and standard deviation are those of a sample', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12);
    expect(standardDeviation([4])).toBe(0);
    expect(populationStandardDeviation([1, 2, 6])).toBeCloseTo(Math.sqrt(14 / 3), 12);
  });
});

describe('mean and standard deviation of a measure', () => {
  it('are those of a sample: divisor n - 1', () => {
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, std: Math.sqrt(32 / 7), n: 8 });
  });

  it('leave out missing values; one value has no standard deviation', () => {
    expect(spread([null, 0.5])).toEqual({ mean: 0.5, std: null, n: 1 });
    expect(spread([null])).toBeNull();
  });
});
