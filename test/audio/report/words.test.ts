import { describe, expect, it } from 'vitest';
import { shownName, worstWithTies } from '#audio/report/words.js';

describe('the shown name of a species', () => {
  it('has spaces where words are joined by one `_`', () => {
    const names = [
      'Parus_major',
      'Alauda_arvensis_arvensis',
      "Swainson's_thrush",
      'Ménétries_Grasmücke',
      'Great-tit_x.',
    ];
    expect(names.map(shownName)).toEqual(names.map((name) => name.replaceAll('_', ' ')));
  });

  it('is the name elsewhere', () => {
    for (const name of ['Parus', 'a__b', '_a', 'a_', 'XC12_3', 'a_b/c', 'a_<b>', 'a b_c', '']) {
      expect(shownName(name)).toBe(name);
    }
  });
});

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
