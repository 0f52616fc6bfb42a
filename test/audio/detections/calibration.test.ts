import { describe, expect, it } from 'vitest';
import { calibrated, fitCalibration, NO_CALIBRATION } from '#audio/detections/index.js';
import { createRng } from '#src/rng.js';

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
const logit = (p: number): number => Math.log(p / (1 - p));

/** Predictions that are overconfident: what happens has the probability σ(slope · logit(p) + offset). */
function outcomes(count: number, slope: number, offset: number) {
  const rng = createRng(4);
  const probabilities = Array.from({ length: count }, () => sigma(3 * rng.normal()));
  const happened = probabilities.map((p) => (rng.uniform() < sigma(slope * logit(p) + offset) ? 1 : 0));
  return { probabilities, happened, weights: probabilities.map(() => 1) };
}

describe('calibration', () => {
  it('finds the logistic map between predictions and outcomes', () => {
    const { slope, offset } = fitCalibration(outcomes(40_000, 0.4, -1));
    expect(slope).toBeCloseTo(0.4, 1);
    expect(offset).toBeCloseTo(-1, 1);
  });

  it('makes predictions that come true as often as they say', () => {
    const data = outcomes(40_000, 0.5, 0.7);
    const calibration = fitCalibration(data);
    const certain = data.probabilities.flatMap((p, i) => {
      const q = calibrated(calibration, p);
      return q > 0.75 && q < 0.85 ? [data.happened[i]!] : [];
    });
    expect(certain.length).toBeGreaterThan(500);
    expect(certain.reduce((sum, x) => sum + x, 0) / certain.length).toBeCloseTo(0.8, 1);
  });

  it('weights predictions', () => {
    const { probabilities, happened } = outcomes(2_000, 0.4, 0);
    const twice = fitCalibration({ probabilities, happened, weights: probabilities.map(() => 2) });
    const repeated = fitCalibration({
      probabilities: [...probabilities, ...probabilities],
      happened: [...happened, ...happened],
      weights: new Array<number>(4_000).fill(1),
    });
    expect(twice.slope).toBeCloseTo(repeated.slope, 6);
    expect(twice.offset).toBeCloseTo(repeated.offset, 6);
  });

  it('stays finite where predictions separate the outcomes', () => {
    const { slope, offset } = fitCalibration({
      probabilities: [0.1, 0.2, 0.8, 0.9],
      happened: [0, 0, 1, 1],
      weights: [1, 1, 1, 1],
    });
    expect(Number.isFinite(slope) && Number.isFinite(offset)).toBe(true);
    expect(calibrated({ slope, offset }, 0.9)).toBeLessThan(0.95);
  });

  it('leaves predictions as they are if those of one outcome weigh less than one recording', () => {
    const right = { probabilities: [0.97, 0.99, 0.98, 0.96, 0.1], happened: [1, 1, 1, 1, 0] };
    expect(fitCalibration({ ...right, weights: [1, 1, 1, 1, 0.9] })).toEqual(NO_CALIBRATION);
    const fitted = fitCalibration({ ...right, weights: [1, 1, 1, 1, 1] });
    expect(fitted).not.toEqual(NO_CALIBRATION);
    expect(calibrated(fitted, 0.1)).toBeLessThan(0.5);
  });

  it('leaves predictions as they are if one outcome never happens, or they mean the opposite', () => {
    const weights = [1, 1, 1, 1];
    expect(fitCalibration({ probabilities: [0.1, 0.9, 0.5, 0.7], happened: [1, 1, 1, 1], weights })).toEqual(
      NO_CALIBRATION,
    );
    const opposite = { probabilities: [0.1, 0.2, 0.8, 0.9], happened: [1, 1, 0, 0], weights };
    expect(fitCalibration(opposite)).toEqual(NO_CALIBRATION);
    expect(calibrated(NO_CALIBRATION, 0.3)).toBeCloseTo(0.3, 12);
  });
});
