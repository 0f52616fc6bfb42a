import { describe, expect, it } from 'vitest';
import { estimateText } from '#audio/report/page/estimate-text.js';

describe('estimates', () => {
  it('have intervals', () => {
    expect(estimateText({ value: 0.87, low: 0.751, high: 0.95 })).toBe('87% (75 to 95%)');
    expect(estimateText(null)).toBe('not measured');
  });
});
