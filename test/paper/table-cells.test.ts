import { describe, expect, it } from 'vitest';
import { readPaperTable, tableCells } from '#src/paper/index.js';

describe('the cells of a table', () => {
  const table = readPaperTable('2');
  const names = (only: readonly string[]): string[] =>
    tableCells(table, { only, length: 'as-described' }).map(({ cell }) => cell.name);

  it('are named by row and column, and selected by either or both', () => {
    expect(names([])).toHaveLength(24);
    expect(names(['sup1000'])).toHaveLength(12);
    expect(names(['SmallUCNN'])).toEqual(['SmallUCNN/50', 'SmallUCNN/Sup1000']);
    expect(names(['SmallUCNN/Sup1000', 'LargeUCNN/50'])).toEqual(['LargeUCNN/50', 'SmallUCNN/Sup1000']);
    expect(() => names(['SmallUCNN/100'])).toThrow('--only SmallUCNN/100: expected a row (SmallCNNmean, ');
  });

  it('are settings of an experiment', () => {
    expect(tableCells(table, { only: ['LargeUCNN'], length: 'as-described' })).toMatchObject([
      {
        cell: {
          settings: {
            'model.name': 'large-cnn',
            'model.kind': 'inhibitor',
            'data.labels': 50,
            'loss.alpha': 0.5,
            'loss.beta': 0.5,
          },
        },
        paper: { meanPercent: 98.23, stdPercent: null },
      },
      { cell: { settings: { 'data.labels': 1000, 'loss.alpha': 1 } }, paper: { meanPercent: 96.1 } },
    ]);
  });
});

describe('the length of a table’s cells', () => {
  const steps = (length: 'as-described' | 'as-requested') =>
    tableCells(readPaperTable('2'), { only: ['SmallUCNN/Sup1000'], length }).map(
      ({ cell }) => cell.settings['train.steps'],
    );

  it('is that of their description, unless a different one is requested', () => {
    expect(steps('as-described')).toEqual([1500]);
    expect(steps('as-requested')).toEqual([undefined]);
  });
});
