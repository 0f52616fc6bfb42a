import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvText, textCell } from '#src/csv.js';

describe('CSV for people', () => {
  it.each([
    ['=HYPERLINK("http://example.org";"x")', '\'=HYPERLINK("http://example.org";"x")'],
    ['+cmd', "'+cmd"],
    ['-leading.wav', "'-leading.wav"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\\t=1"],
    ['\r=1', "'\\r=1"],
    ['＝1+1', "'＝1+1"],
    ['a\u001B[31m\n.wav', 'a\\u001b[31m\\n.wav'],
  ])('%j is no formula and no escape code', (name, cell) => {
    expect(textCell(name)).toBe(cell);
    expect(parse(csvText([['file'], [name]]))).toEqual([['file'], [cell]]);
  });

  it('keeps numbers and ordinary names', () => {
    const rows = [['Turdus merula', 'a=b', 'x-y', '', -0.25, 1e-7, true, '-0.25', '+3', '1e-7', '.5']];
    expect(csvText(rows)).toBe('Turdus merula,a=b,x-y,,-0.25,1e-7,1,-0.25,+3,1e-7,.5\n');
  });

  it('quotes what any spreadsheet could split: commas, semicolons, quotes', () => {
    expect(csvText([['a,b', 'a;=1+1', 'a"b', null, undefined]])).toBe('"a,b","a;=1+1","a""b",,\n');
  });

  it('writes rows that are objects under the names of their columns', () => {
    expect(csvText([{ '=a': 1, b: '=2' }], { header: true })).toBe("'=a,b\n1,'=2\n");
  });
});
