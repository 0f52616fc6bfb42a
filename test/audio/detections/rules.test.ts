import { describe, expect, it } from 'vitest';
import { type DetectionSettings, detectionRules, parseDetectionSettings } from '#audio/detections/index.js';

const SETTINGS: DetectionSettings = {
  ...{ contextSeconds: 1, byLoudness: true, continueRatio: 0.5, minSeconds: 0, precision: 0.9 },
  calibration: { slope: 1, offset: 1 },
  thresholds: { 'Parus major': 0.6 },
  defaultThreshold: 0.8,
  operatingPoints: [
    { precision: 0.7, thresholds: { 'Parus major': 0.55 }, defaultThreshold: 0.5 },
    { precision: 0.9, thresholds: { 'Parus major': 0.6 }, defaultThreshold: 0.8 },
  ],
  recordings: 40,
};
const MODEL = {
  classes: ['Corvus corax', 'Parus major', 'background'],
  backgroundClasses: ['background'],
  outputActivation: 'sigmoid',
} as const;

describe('the rules of detection', () => {
  it('are those of the model', () => {
    const rules = detectionRules({ ...MODEL, detection: SETTINGS });
    expect(rules).toMatchObject({ contextSeconds: 1, byLoudness: true, rankBy: 'maxProbability' });
    expect([...rules.thresholds({})]).toEqual([0.8, 0.6, 0.8]);
    const probabilities = Float64Array.of(0.5, 0, 1);
    rules.calibrate(probabilities);
    expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect(probabilities[1]).toBeCloseTo(0, 6);
    expect(probabilities[2]).toBeCloseTo(1, 6);
  });

  it('are replaced by thresholds for all species, and those by thresholds of single ones', () => {
    const { thresholds } = detectionRules({ ...MODEL, detection: SETTINGS });
    expect([...thresholds({ threshold: 0.3 })]).toEqual([0.3, 0.3, 0.3]);
    expect([...thresholds({ threshold: 0.3, thresholds: { 'Corvus corax': 0.7 } })]).toEqual([0.7, 0.3, 0.3]);
    expect([...thresholds({ thresholds: { 'Corvus corax': 0 } })]).toEqual([0, 0.6, 0.8]);
  });

  it('are those of another precision, but for species with thresholds of their own', () => {
    const { thresholds } = detectionRules({ ...MODEL, detection: SETTINGS });
    expect([...thresholds({ precision: 0.7 })]).toEqual([0.5, 0.55, 0.5]);
    expect([...thresholds({ precision: 0.9 })]).toEqual([...thresholds({})]);
    expect([...thresholds({ precision: 0.7, thresholds: { 'Corvus corax': 0.6 } })]).toEqual([0.6, 0.55, 0.5]);
  });

  it('refuse a precision that the model has no thresholds for, or beside a threshold for all', () => {
    const { thresholds } = detectionRules({ ...MODEL, detection: SETTINGS });
    expect(() => thresholds({ precision: 0.8 })).toThrow('precision 0.8: the model has thresholds for 0.7, 0.9');
    expect(() => thresholds({ precision: 0.7, threshold: 0.5 })).toThrow('give one of them');
    const earlier = detectionRules({ ...MODEL, detection: { ...SETTINGS, operatingPoints: [] } });
    expect([...earlier.thresholds({ precision: 0.9 })]).toEqual([...thresholds({})]);
    expect(() => earlier.thresholds({ precision: 0.7 })).toThrow('no thresholds to choose from');
    const uncalibrated = detectionRules({ ...MODEL, outputActivation: 'softmax' });
    expect(() => uncalibrated.thresholds({ precision: 0.7 })).toThrow('no thresholds to choose from');
  });

  it('are found by any spelling of a species: Unicode form, case, `_`', () => {
    const classes = ['Gr\u00fcnling'.normalize('NFD'), 'Parus major', 'background'];
    const { thresholds } = detectionRules({ ...MODEL, classes, detection: SETTINGS });
    expect([...thresholds({ thresholds: { 'Gr\u00fcnling': 0.1, parus_major: 0.2 } })]).toEqual([0.1, 0.2, 0.8]);
  });

  it('are found by the common names that the model knows', () => {
    const commonNames = { 'Parus major': 'Great Tit' };
    const { thresholds } = detectionRules({ ...MODEL, commonNames, detection: SETTINGS });
    expect([...thresholds({ thresholds: { 'great tit': 0.2 } })]).toEqual([
      ...thresholds({ thresholds: { 'Parus major': 0.2 } }),
    ]);
    expect(() => thresholds({ thresholds: { constructor: 0.2 } })).toThrow('does not have this species');
  });

  it('refuse thresholds out of range, and species that the model does not have', () => {
    const { thresholds } = detectionRules({ ...MODEL, detection: SETTINGS });
    expect(() => thresholds({ threshold: 1.5 })).toThrow('threshold: expected a threshold from 0 to 1, got 1.5');
    expect(() => thresholds({ thresholds: { 'Parus mojor': 0.5 } })).toThrow('did you mean Parus major?');
    expect(() => thresholds({ thresholds: { background: 0.5 } })).toThrow('it has Corvus corax, Parus major');
  });

  it('of a model with exclusive classes: half of the probability, as it is, without context', () => {
    const rules = detectionRules({ ...MODEL, outputActivation: 'softmax' });
    expect(rules).toMatchObject({ contextSeconds: 0, byLoudness: false, rankBy: 'probability' });
    expect([...rules.thresholds({})]).toEqual([0.5, 0.5, 0.5]);
    const probabilities = Float64Array.of(0.4, 0.6, 0);
    rules.calibrate(probabilities);
    expect([...probabilities]).toEqual([0.4, 0.6, 0]);
  });

  it('of a model without held-out recordings: a cautious threshold', () => {
    expect([...detectionRules(MODEL).thresholds({})]).toEqual([0.9, 0.9, 0.9]);
  });

  it('are read from a manifest, and ignored if damaged', () => {
    expect(parseDetectionSettings(JSON.parse(JSON.stringify(SETTINGS)))).toEqual(SETTINGS);
    const { operatingPoints: _, ...earlier } = SETTINGS;
    expect(parseDetectionSettings(earlier)).toEqual({ ...SETTINGS, operatingPoints: [] });
    expect(parseDetectionSettings({ ...SETTINGS, thresholds: { x: 2 } })).toBeUndefined();
    expect(parseDetectionSettings(undefined)).toBeUndefined();
  });
});
