import { describe, expect, it } from 'vitest';
import { curveAt } from '#audio/report/page/curve-chart.js';
import { estimateText } from '#audio/report/page/estimate-text.js';

describe('estimates', () => {
  it('have intervals', () => {
    expect(estimateText({ value: 0.87, low: 0.751, high: 0.95 })).toBe('87% (75 to 95%)');
    expect(estimateText(null)).toBe('not measured');
  });
});

describe('precision and recall at a threshold', () => {
  const curve = [
    { threshold: 0.9, right: 1, wrong: 0, precision: 1, recall: 0.5 },
    { threshold: 0.4, right: 2, wrong: 2, precision: 0.5, recall: 1 },
  ];

  it('are those of the lowest score that reaches it', () => {
    expect([0.9, 0.41, 0.4, 0].map((threshold) => curveAt(curve, threshold)?.recall)).toEqual([0.5, 0.5, 1, 1]);
  });

  it('are unknown above all scores', () => {
    expect(curveAt(curve, 0.91)).toBeNull();
  });
});
