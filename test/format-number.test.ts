import { describe, expect, it } from 'vitest';
import { count, formatNumber, percent, plural } from '#src/format-number.js';

describe('formatted numbers', () => {
  it.each([
    [0, '0'],
    [2.3026, '2.303'],
    [-2.3026, '-2.303'],
    [0.01234, '0.0123'],
    [1.23e-7, '1.2e-7'],
    [184.23, '184.2'],
    [23_456.7, '23457'],
    [1_234_567, '1.2e+6'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
  ])('formatNumber(%d) is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('group thousands and choose singular or plural nouns', () => {
    expect([count(60_842), count(7)]).toEqual(['60,842', '7']);
    expect([plural(1, 'recording'), plural(1200, 'recording'), plural(0, 'class', 'classes')]).toEqual([
      ...['1 recording', '1,200 recordings', '0 classes'],
    ]);
  });

  it('show percentages with one decimal', () => {
    expect([percent(0.8731), percent(1), percent(0)]).toEqual(['87.3%', '100.0%', '0.0%']);
  });
});
