import { describe, expect, it } from 'vitest';
import { rounded, worstWithTies } from '#audio/report/words.js';

describe('the worst with ties', () => {
  it('are as many as asked, or fewer, so that none as bad is left out', () => {
    const worst = (badness: readonly number[], most: number) => worstWithTies(badness, (value) => value, most);
    expect(worst([5, 4, 3, 2], 3)).toEqual([5, 4, 3]);
    expect(worst([5, 4, 3, 3], 3)).toEqual([5, 4]);
    expect(worst([5, 5, 5, 5, 3], 3)).toEqual([5, 5, 5, 5]);
    expect(worst([5, 4], 3)).toEqual([5, 4]);
    expect(worst([], 3)).toEqual([]);
  });
});

it('a threshold does not look like 0, 1 or the other one', () => {
  expect([0.5, 0.9035, 0.998, 0.004].map((threshold) => rounded(threshold))).toEqual([
    '0.50',
    '0.90',
    '0.998',
    '0.004',
  ]);
  expect(rounded(0.9035, 0.9)).toBe('0.903');
});
