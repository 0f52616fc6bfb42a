import { describe, expect, it } from 'vitest';
import { curveAt } from '#audio/report/page/curve-chart.js';
import {
  clock,
  estimateText,
  minutesText,
  scoreText,
  spanText,
  timeText,
  wholePercent,
} from '#audio/report/page/text.js';

describe('numbers of the page', () => {
  it('are whole percents, but never all or nothing by rounding', () => {
    expect([0, 0.002, 0.874, 0.998, 1].map(wholePercent)).toEqual(['0%', '0.2%', '87%', '99.8%', '100%']);
  });

  it('are scores of two digits, more where those would mean certain', () => {
    expect([0, 0.004, 0.5, 0.9962, 0.99996, 1].map(scoreText)).toEqual([
      '0.00',
      '0.004',
      '0.50',
      '0.996',
      '0.99996',
      '1.00',
    ]);
  });

  it('have intervals', () => {
    expect(estimateText({ value: 0.87, low: 0.751, high: 0.95 })).toBe('87% (75 to 95%)');
    expect(estimateText(null)).toBe('not measured');
  });

  it('are times as a player shows them', () => {
    expect([0, 7.44, 59.98, 127.4, 3725.25].map(clock)).toEqual(['0.0', '7.4', '1:00.0', '2:07.4', '1:02:05.3']);
    expect([7.4, 127.4].map(timeText)).toEqual(['7.4 s', '2:07.4']);
    expect(spanText(1.2, 3.4)).toBe('1.2 to 3.4 s');
    expect(spanText(58, 61)).toBe('58.0 s to 1:01.0');
    expect(spanText(127.4, 129)).toBe('2:07.4 to 2:09.0');
    expect([0.6, 1, 8, 1234.5].map(minutesText)).toEqual(['0.6 minutes', '1 minute', '8 minutes', '1,235 minutes']);
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
