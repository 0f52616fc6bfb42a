import { describe, expect, it } from 'vitest';
import { printable, printableText } from '#src/printable.js';

describe('a printable name', () => {
  it.each([
    ['colours', 'a\u001B[31mred.wav', 'a\\u001b[31mred.wav'],
    ['an escape code of C1', 'a\u009B2Jb', 'a\\u009b2Jb'],
    ['line breaks and tabs', 'a\nb\r\nc\td', 'a\\nb\\r\\nc\\td'],
    ['backspace and delete', 'a\bb\u007Fc', 'a\\u0008b\\u007fc'],
    ['a reversed writing direction', 'a\u202Evaw.exe', 'a\\u202evaw.exe'],
    ['an isolated writing direction', 'a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['characters of no width', 'Par\u200Bus\uFEFF maj\u00ADor', 'Par\\u200bus\\ufeff maj\\u00ador'],
    ['what is no character', 'a\uFFFEb\uFFFF', 'a\\ufffeb\\uffff'],
    ['half a surrogate pair', 'a\uD83Db', 'a\\ud83db'],
  ])('shows %s', (_, name, shown) => {
    expect(printable(name)).toBe(shown);
  });

  it('keeps what people write: accents, other scripts, joiners, emoji, backslashes', () => {
    for (const name of [
      'Zäunkönig',
      'Ze\u0301ro',
      'シジュウカラ',
      'می\u200Cخواهم',
      '👩\u200D🔬🐦\uFE0F',
      'C:\\birds\\new.wav',
    ])
      expect(printable(name)).toBe(name);
  });
});

describe('a printable text', () => {
  it('keeps its lines and tabs', () => {
    expect(printableText('a\tb\nc\u001B[2J\r\n')).toBe('a\tb\nc\\u001b[2J\\u000d\n');
  });

  it('is the same JSON', () => {
    const value = { file: 'a\u001B[31m\u009B\u202E\u007F\u2028\uD83D\n\t"\\.wav', probability: 1e-7 };
    const text = printableText(`${JSON.stringify(value)}\n`);
    expect(text).toMatch(/^[\x20-\x7E]+\n$/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
