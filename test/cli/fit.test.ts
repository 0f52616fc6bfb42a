import { describe, expect, it } from 'vitest';
import { fitted, partsThatFit } from '#cli/ui/fit.js';

describe('a text in a narrow line', () => {
  it.each([
    ['Ctrl+C saves and stops', 30, 'Ctrl+C saves and stops'],
    ['Ctrl+C saves and stops', 19, 'Ctrl+C saves and…'],
    ['segments 60.0%, recordings', 16, 'segments 60.0%…'],
    // A word longer than the line is cut.
    ['a Passerculus-sandwichensis', 12, 'a Passercul…'],
    // Wide characters take two columns.
    ['シジュウカラ', 7, 'シジュ…'],
    ['a\nb\u001B[2J', 20, 'a\\nb\\u001b[2J'],
    ['text', 1, '…'],
    ['text', 0, ''],
  ])('%j in %i columns is %j', (text, columns, line) => {
    expect(fitted(text, columns)).toBe(line);
  });

  it('leaves out whole parts, those of the highest rank first', () => {
    const parts = [{ text: 'epoch 3/4' }, { text: '6,900 segments/s', rank: 5 }, { text: '' }, { text: '2s left' }];
    const shown = (columns: number): string[] => partsThatFit(parts, columns, '  ').map(({ text }) => text);
    expect(shown(40)).toEqual(['epoch 3/4', '6,900 segments/s', '2s left']);
    expect(shown(30)).toEqual(['epoch 3/4', '2s left']);
    expect(shown(12)).toEqual(['epoch 3/4']);
    expect(shown(6)).toEqual(['epoch…']);
  });
});
