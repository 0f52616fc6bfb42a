import { describe, expect, it } from 'vitest';
import { bestScores, calibrateDetections, CAUTIOUS_THRESHOLD } from '#audio/detections/index.js';
import { joined } from '#audio/training/folds.js';
import { type Dataset, UNLABELLED } from '#src/data/index.js';

const CONFIG = { contextSeconds: 0, byLoudness: false, continueRatio: 1, minSeconds: 0, precision: 0.9 };
const CLASSES = ['a', 'b', 'background'];
const logit = (p: number): number => Math.log(p / (1 - p));

interface Recording {
  readonly label: number;
  /** By segment, then class. */
  readonly scores: readonly (readonly number[])[];
}

/** Dataset and predictions of recordings with given scores. */
function predicted(recordings: readonly Recording[]) {
  const segments = recordings.flatMap(({ label, scores }, source) => scores.map((row) => ({ label, source, row })));
  const dataset: Dataset = {
    name: 'test',
    classes: CLASSES,
    inputShape: [1],
    length: segments.length,
    label: (index) => segments[index]!.label,
    source: (index) => segments[index]!.source,
    read: () => undefined,
  };
  const logits = Float32Array.from(segments.flatMap(({ row }) => row.map(logit)));
  return { dataset, predictions: { logits, outputActivation: 'sigmoid' as const } };
}

const options = { config: CONFIG, backgroundClasses: ['background'], contextSegments: 0 };

describe('calibration from held-out recordings', () => {
  const right = (label: number, score: number): Recording => {
    const row = [0.01, 0.01, 0.01];
    row[label] = score;
    return { label, scores: [[0.01, 0.01, 0.01], row] };
  };
  const many = [
    ...Array.from({ length: 15 }, (_, i) => right(0, 0.7 + 0.01 * i)),
    ...Array.from({ length: 3 }, (_, i) => right(1, 0.6 + 0.1 * i)),
    { label: 2, scores: [[0.3, 0.01, 0.9]] },
  ];

  it('gives a species with enough recordings its own threshold, others that of all together', () => {
    const { dataset, predictions } = predicted(many);
    const { thresholds, defaultThreshold, recordings } = calibrateDetections(dataset, predictions, options);
    expect(Object.keys(thresholds)).toEqual(['a']);
    expect(defaultThreshold).toBeGreaterThanOrEqual(0.5);
    expect(defaultThreshold).toBeLessThan(0.9);
    expect(recordings).toBe(19);
  });

  it('has no margin where all species are counted together: ten right of eleven are enough', () => {
    const found = Array.from({ length: 9 }, (_, i) => right(i % 2, 0.9 + 0.005 * i));
    const wrong = { label: 1, scores: [[0.7, 0.01, 0.01]] };
    const { dataset, predictions } = predicted([...found, wrong, right(1, 0.65)]);
    const { thresholds, defaultThreshold } = calibrateDetections(dataset, predictions, options);
    expect(thresholds).toEqual({});
    expect(defaultThreshold).toBeLessThan(CAUTIOUS_THRESHOLD);
  });

  it('chooses thresholds for other precisions too: the same for its own, lower ones for lower ones', () => {
    const wrong = Array.from({ length: 8 }, (_, i) => ({ label: 1, scores: [[0.715 + 0.01 * i, 0.01, 0.01]] }));
    const found = Array.from({ length: 25 }, (_, i) => right(0, 0.7 + 0.01 * i));
    const { dataset, predictions } = predicted([...found, ...wrong]);
    const { operatingPoints, ...own } = calibrateDetections(dataset, predictions, options);
    // The 16 right ones with the highest scores are no evidence that 95 in 100 would be.
    expect(operatingPoints.map(({ precision }) => precision)).toEqual([0.5, 0.6, 0.7, 0.8, 0.9]);
    const { thresholds, defaultThreshold } = own;
    expect(operatingPoints[4]).toEqual({ precision: 0.9, thresholds, defaultThreshold });
    for (const { precision, ...point } of operatingPoints) {
      const alone = calibrateDetections(dataset, predictions, { ...options, config: { ...CONFIG, precision } });
      if (precision <= 0.9) {
        expect(point).toEqual({ thresholds: alone.thresholds, defaultThreshold: alone.defaultThreshold });
      }
    }
    const ofA = operatingPoints.map((point) => point.thresholds['a'] ?? point.defaultThreshold);
    expect(ofA).toEqual([...ofA].sort((a, b) => a - b));
    expect(ofA[0]).toBeLessThan(ofA[4]!);
  });

  it('ignores unlabelled recordings', () => {
    const [known, more] = [predicted(many), predicted([...many, { label: UNLABELLED, scores: [[0.9, 0.9, 0.9]] }])];
    expect(calibrateDetections(more.dataset, more.predictions, options)).toEqual(
      calibrateDetections(known.dataset, known.predictions, options),
    );
  });

  it('counts every recording the same, whatever its length', () => {
    const longer = many.map(({ label, scores }, i) => ({ label, scores: i === 0 ? [...scores, ...scores] : scores }));
    const [short, long] = [predicted(many), predicted(longer)];
    const [before, after] = [short, long].map(({ dataset, predictions }) =>
      calibrateDetections(dataset, predictions, options),
    );
    expect(after!.calibration.slope).toBeCloseTo(before!.calibration.slope, 6);
  });

  it('is cautious without evidence', () => {
    const { dataset, predictions } = predicted(many.slice(0, 2));
    expect(calibrateDetections(dataset, predictions, options)).toMatchObject({ thresholds: {}, defaultThreshold: 0.9 });
  });

  it('scores joined folds as each fold by itself, weighted by loudness', () => {
    const folds = [0.4, 0.6].map((score) => {
      const { dataset, predictions } = predicted([
        {
          label: 0,
          scores: [
            [score, 0, 0],
            [0.1, 0, 0],
            [0.9, 0, 0],
          ],
        },
      ]);
      return { dataset: { ...dataset, loudness: (index: number) => 1 + index }, predictions };
    });
    const weighted = { config: { ...CONFIG, byLoudness: true }, contextSegments: 1 };
    const scoresOf = ({ dataset, predictions }: (typeof folds)[number]) =>
      bestScores(dataset, predictions, weighted).map(({ scores }) => scores[0]);
    expect(scoresOf(joined(folds) as (typeof folds)[number])).toEqual(folds.flatMap(scoresOf));
    expect(scoresOf(folds[0]!)[0]).toBeCloseTo((2 * 0.1 + 3 * 0.9) / 5, 6);
  });

  it('scores segments with their context', () => {
    const quiet = [0.01, 0.01, 0.01];
    const lonely = [...many, { label: 1, scores: [quiet, [0.9, 0.01, 0.01], quiet] }];
    const { dataset, predictions } = predicted(lonely);
    const alone = calibrateDetections(dataset, predictions, options);
    const inContext = calibrateDetections(dataset, predictions, { ...options, contextSegments: 1 });
    expect(alone.calibration).not.toEqual(inContext.calibration);
  });
});
