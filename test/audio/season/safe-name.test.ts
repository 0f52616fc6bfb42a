import { describe, expect, it } from 'vitest';
import { createUniqueNames, safeName } from '#audio/season/safe-name.js';

describe('a safe name', () => {
  it.each([
    ['Parus major', 'Parus_major'],
    ['Setophaga_coronata', 'Setophaga_coronata'],
    ["Swainson's thrush (song)", "Swainson's_thrush_(song)"],
    ['Ménétries', 'Ménétries'],
    ['シジュウカラ', 'シジュウカラ'],
    ['../../etc/passwd', 'etc_passwd'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['wren. . ', 'wren'],
    ['a\\b:c*d?e"f<g>h|i', 'a_b_c_d_e_f_g_h_i'],
    ['gnp.\u202eelddim\u0000\u001b[31m\u200b', 'gnp.elddim_31m'],
    ['</script><img src=x>', 'script_img_src_x'],
    ['CON', '_CON'],
    ['lpt1.wren', '_lpt1.wren'],
    ['con-tact', 'con-tact'],
    ['e\u0301', 'é'],
    ['100%#1', '100_1'],
  ])('%j is %j', (text, name) => {
    expect(safeName(text, 60)).toBe(name);
  });

  it('has a limited number of bytes, and whole characters', () => {
    expect(safeName('x'.repeat(500), 60)).toBe('x'.repeat(60));
    expect(safeName('é'.repeat(50), 61)).toBe('é'.repeat(30));
    expect(safeName(`${'x'.repeat(59)}_y`, 60)).toBe('x'.repeat(59));
  });
});

describe('unique names', () => {
  it('differ where case is ignored', () => {
    const names = createUniqueNames();
    expect(['wren', 'Wren', 'wren', 'wren_2', 'owl'].map((name) => names.take(name))).toEqual([
      'wren',
      'Wren_2',
      'wren_3',
      'wren_2_2',
      'owl',
    ]);
  });
});
