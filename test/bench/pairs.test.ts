import { expect, it } from 'vitest';
import { comparePairs } from './pairs.js';
import type { Runner } from './runner.js';
import { spread } from './statistics.js';

it('the median is the middle value, or the mean of the two middle values', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
});

it('the sides alternate in going first, and ratios are computed within a pair', async () => {
  const order: string[] = [];
  const side = (name: string, ms: number): Runner => ({
    parameters: 1,
    run: async (steps) => {
      order.push(name);
      return Array.from({ length: steps }, () => ms);
    },
  });
  const result = await comparePairs(side('ours', 100), side('peer', 250), 3);
  expect(order.slice(4)).toEqual(['ours', 'peer', 'peer', 'ours', 'ours', 'peer']);
  expect(result.ratio).toEqual({ median: 2.5, min: 2.5, max: 2.5 });
});
