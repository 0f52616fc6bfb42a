import { describe, expect, it } from 'vitest';
import { shownName } from '#audio/pages/index.js';

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
