import { describe, expect, it } from 'vitest';
import { scoreDetections, type DetectedRecording } from '#src/eval/index.js';

const SPECIES = [
  { species: 'robin', label: 0, threshold: 0.6 },
  { species: 'wren', label: 2, threshold: 0.9 },
  { species: 'owl', label: 3, threshold: 0.9 },
];
const recording = (label: number, ...detected: number[]): DetectedRecording => ({ label, detected: new Set(detected) });

describe('scoreDetections', () => {
  it('counts recordings with a species, with a detection, and with both; the means are over the species', () => {
    // Class 1 is background: in its recordings, every detection is wrong.
    const result = scoreDetections(
      [recording(0, 0), recording(0, 0, 2), recording(0), recording(1, 0), recording(2, 2), recording(2)],
      SPECIES,
    );
    expect(result.recordings).toBe(6);
    expect(result.perSpecies).toEqual([
      ...[{ species: 'robin', threshold: 0.6, recordings: 3, detected: 3, right: 2 }].map((counts) => ({
        ...counts,
        ...{ precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 },
      })),
      { species: 'wren', threshold: 0.9, recordings: 2, detected: 2, right: 1, precision: 0.5, recall: 0.5, f1: 0.5 },
      { species: 'owl', threshold: 0.9, recordings: 0, detected: 0, right: 0 },
    ]);
    expect(result.macro.precision).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(result.macro.recall).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(result.macro.f1).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  });

  it('takes each mean over the species for which the rate is defined', () => {
    const { macro, perSpecies } = scoreDetections([recording(0, 0), recording(2), recording(0, 3)], SPECIES);
    const [robin, wren, owl] = perSpecies;
    expect(robin).toMatchObject({ precision: 1, recall: 0.5, f1: 2 / 3 });
    // The wren is never detected: no precision. The owl is in no recording: no recall.
    expect(wren).toEqual({ species: 'wren', threshold: 0.9, recordings: 1, detected: 0, right: 0, recall: 0, f1: 0 });
    expect(owl).toEqual({ species: 'owl', threshold: 0.9, recordings: 0, detected: 1, right: 0, precision: 0, f1: 0 });
    expect(macro.precision).toBe(0.5);
    expect(macro.recall).toBe(0.25);
    expect(macro.f1).toBeCloseTo(2 / 9, 12);
  });

  it('has no rates without recordings', () => {
    expect(scoreDetections([], SPECIES).macro).toEqual({});
  });
});
