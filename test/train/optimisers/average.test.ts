import { expect, it } from 'vitest';
import { averageRate } from '#src/train/optimisers/index.js';

it('averages over few steps at first, and later with the configured decay', () => {
  expect([1, 2, 10].map((step) => averageRate(step, 0.999))).toEqual([9 / 11, 9 / 12, 9 / 20]);
  expect(averageRate(8990, 0.999)).toBeCloseTo(0.001, 12);
  expect(averageRate(100_000, 0.999)).toBe(1 - 0.999);
  expect(averageRate(1, 0.1)).toBe(0.9);
});
