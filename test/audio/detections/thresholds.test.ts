import { describe, expect, it } from 'vitest';
import { MIN_EVIDENCE, type RecordingScore, thresholdFor } from '#audio/detections/index.js';

const present = (...scores: number[]): RecordingScore[] => scores.map((score) => ({ score, isPresent: true }));
const absent = (...scores: number[]): RecordingScore[] => scores.map((score) => ({ score, isPresent: false }));
const steps = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

describe('the threshold for a target precision', () => {
  it('is the lowest from which the precision is reached, with one more wrong recording than was seen', () => {
    // Midway to the next lower score.
    // Above 0.7: 20 right, 0 wrong, 20 / 21 = 0.95. At 0.65 one is wrong: 20 / 22 = 0.91. At 0.6 two: 20 / 23 = 0.87.
    const scores = [...present(...steps(20, 0.7, 0.99)), ...absent(0.65, 0.6, 0.2)];
    expect(thresholdFor(scores, 0.9)).toBeCloseTo(0.625, 12);
    expect(thresholdFor(scores, 0.95)).toBeCloseTo(0.675, 12);
    expect(thresholdFor(scores, 0.97)).toBeUndefined();
    // Without it: all 20 above 0.65 are right; at 0.6, 20 of 22 = 0.91; at 0.2, 20 of 23 = 0.87.
    expect(thresholdFor(scores, 0.97, { extraWrong: 0 })).toBeCloseTo(0.675, 12);
    expect(thresholdFor(scores, 0.9, { extraWrong: 0 })).toBe(0.5);
  });

  it('continues below a wrong recording if those after it are right', () => {
    const scores = [...absent(0.95), ...present(...steps(30, 0.6, 0.9)), ...absent(0.58, 0.5, 0.4)];
    expect(thresholdFor(scores, 0.9)).toBeCloseTo(0.54, 12);
  });

  it('needs evidence', () => {
    const few = present(...steps(MIN_EVIDENCE - 1, 0.8, 0.9));
    expect(thresholdFor(few, 0.5)).toBeUndefined();
    expect(thresholdFor([...few, ...present(0.7), ...absent(0.6)], 0.9)).toBeCloseTo(0.65, 12);
    expect(thresholdFor([], 0.9)).toBeUndefined();
  });

  it('treats equal scores alike', () => {
    const scores = [...present(...steps(15, 0.8, 0.9)), ...absent(0.75, 0.75, 0.75), ...present(0.75)];
    expect(thresholdFor(scores, 0.9)).toBeCloseTo(0.775, 12);
  });

  it('is at least one half: what is more probably absent is not detected', () => {
    expect(thresholdFor(present(...steps(40, 0.1, 0.4)), 0.9)).toBe(0.5);
  });

  it('may need less evidence, and be lower', () => {
    const scores = [...present(...steps(5, 0.3, 0.4)), ...absent(0.2, 0.2)];
    expect(thresholdFor(scores, 0.8, { minRight: 5 })).toBe(0.5);
    expect(thresholdFor(scores, 0.8, { minRight: 5, lowest: 0 })).toBeCloseTo(0.25, 12);
    expect(thresholdFor(scores, 0.8, { minRight: 6, lowest: 0 })).toBeUndefined();
  });
});
