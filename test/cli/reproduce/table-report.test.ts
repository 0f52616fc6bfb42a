import { describe, expect, it } from 'vitest';
import { tableReport } from '#cli/commands/reproduce/table-report.js';
import { readPaperTable, tableCells, type ReproducedCell } from '#src/paper/index.js';

/** Table 2 as if every network had reached the paper's accuracy. */
const TABLE = readPaperTable('2');
const CELLS = tableCells(TABLE, { only: [], length: 'as-described' }).map((entry): ReproducedCell => {
  const ours = { mean: entry.paper.meanPercent / 100, std: null, n: 1 };
  return { ...entry, ours, steps: [10], partialData: [] };
});

describe('the last line of Table 2', () => {
  it('has the mean and the standard deviation that the paper prints: 98.768, 0.249 and 95.266, 0.462', () => {
    const lines = tableReport(TABLE, CELLS).split('\n');
    const last = lines.filter((line) => line.includes('over rows')).map((line) => line.trim().split(/ {2,}/));
    expect(last).toEqual([
      ['mean ± std over rows', '98.77 ± 0.25', '98.77 ± 0.25', '+0.00'],
      ['mean ± std over rows', '95.27 ± 0.46', '95.27 ± 0.46', '+0.00'],
    ]);
  });

  it('is left out until every row has an accuracy', () => {
    const [first, ...rest] = CELLS;
    expect(tableReport(TABLE, [{ ...first!, ours: null }, ...rest]).match(/over rows/g)).toHaveLength(1);
  });
});
