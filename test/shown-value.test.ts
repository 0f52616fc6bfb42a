import { describe, expect, it } from 'vitest';
import { isNestedDeeperThan } from '#src/nesting.js';
import { parseJson } from '#src/parse-json.js';
import { shownValue } from '#src/shown-value.js';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('shownValue', () => {
  it.each([
    [{ a: [1, 'x', null], b: { c: true } }, '{"a":[1,"x",null],"b":{"c":true}}'],
    [NaN, 'NaN'],
    [undefined, 'undefined'],
    ['x'.repeat(1000), `"${'x'.repeat(120)}"...`],
    [JSON.parse(nested(5000)), `${'['.repeat(9)}...${']'.repeat(9)}`],
  ])('formats %.30j as JSON, cut where it is long or deep', (value, text) => {
    expect(shownValue(value)).toBe(text);
  });

  it('formats a value that contains itself, and one that contains others a billion times', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(shownValue(circle)).toBe(`${'['.repeat(9)}...${']'.repeat(9)}`);
    let bomb: unknown = 'x';
    for (let level = 0; level < 9; level++) bomb = new Array(9).fill(bomb);
    expect(shownValue(bomb).length).toBeLessThan(300);
  });
});

describe('parseJson', () => {
  it('reads what JSON.parse reads, and counts no brackets in strings', () => {
    const text = '{"a": ["[[[[", "\\"[[", {"b": [1.5, null]}], "c": ""}';
    expect(parseJson(text, 4)).toEqual(JSON.parse(text));
    expect(parseJson(nested(100))).toEqual(JSON.parse(nested(100)));
  });

  it('refuses more levels than allowed, before it reads them', () => {
    expect(() => parseJson(nested(101))).toThrow(new RangeError('nested more than 100 levels deep'));
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(RangeError);
    expect(() => parseJson('["unclosed [')).toThrow(SyntaxError);
  });
});

describe('isNestedDeeperThan', () => {
  it('counts objects and arrays', () => {
    const value = { a: [{ b: 1 }] };
    expect([2, 3].map((levels) => isNestedDeeperThan(value, levels))).toEqual([true, false]);
    expect(isNestedDeeperThan(3, 0)).toBe(false);
  });
});
