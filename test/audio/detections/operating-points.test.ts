import { describe, expect, it } from 'vitest';
import { type ModelThresholds, operatingPoints } from '#audio/detections/operating-points.js';

describe('operating points', () => {
  it('hold the thresholds of common precisions and of the model itself, in rising order', () => {
    const at = (precision: number) => ({ thresholds: { a: precision }, defaultThreshold: 0.9 });
    const points = operatingPoints({ precision: 0.85, ...at(0.85) }, at);
    expect(points.map(({ precision }) => precision)).toEqual([0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99]);
    expect(points.map(({ thresholds }) => thresholds['a'])).toEqual([0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99]);
  });

  it('never lower a threshold for a higher precision, where a species shares one for lack of evidence', () => {
    const own: Record<number, ModelThresholds> = {
      0.7: { thresholds: { a: 0.95 }, defaultThreshold: 0.5 },
      0.9: { thresholds: { a: 0.85, b: 0.7 }, defaultThreshold: 0.75 },
    };
    const none = { thresholds: {}, defaultThreshold: 0.6 };
    const points = operatingPoints({ precision: 0.9, ...own[0.9]! }, (precision) => own[precision] ?? none);
    const thresholdsOf = (name: string) =>
      points.map(({ thresholds, defaultThreshold }) => {
        return thresholds[name] ?? defaultThreshold;
      });
    expect(thresholdsOf('a')).toEqual([0.6, 0.6, 0.6, 0.6, 0.85, 0.85, 0.85]);
    expect(thresholdsOf('b')).toEqual([0.5, 0.5, 0.5, 0.6, 0.7, 0.7, 0.7]);
    expect(thresholdsOf('c')).toEqual([0.5, 0.5, 0.5, 0.6, 0.75, 0.75, 0.75]);
  });

  it('are left out where there is no evidence, but for that of the model', () => {
    const own = { precision: 0.9, thresholds: {}, defaultThreshold: 0.9 };
    expect(operatingPoints(own, () => undefined)).toEqual([own]);
    const some = (precision: number) => (precision > 0.7 ? undefined : { thresholds: {}, defaultThreshold: 0.6 });
    expect(operatingPoints(own, some).map(({ precision }) => precision)).toEqual([0.5, 0.6, 0.7, 0.9]);
  });
});
