import { describe, expect, it } from 'vitest';
import { worstWithTies } from '#audio/report/words.js';

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
