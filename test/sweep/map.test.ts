import { describe, expect, it } from 'vitest';
import { drawChart } from '#src/figures/index.js';
import { cellsOf, parseGrid, summarise, sweepMap, type TrialRecord, trialsOf } from '#src/sweep/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

/** Summary of a sweep whose trials have the given validation accuracies, in order; undefined: unfinished. */
function summaryOf(grid: readonly string[], accuracies: readonly (number | undefined)[], seeds = 1) {
  const cells = cellsOf(parseGrid(grid, TASK_KINDS));
  const records = trialsOf(cells, seeds).map((trial, index): TrialRecord => {
    const validationAccuracy = accuracies[index];
    if (validationAccuracy === undefined) return { trial, status: 'unfinished' };
    const others = { testAccuracy: 0.01, steps: 8, seconds: 2, secondsPerStep: 0.25, partialData: [] };
    return { trial, status: 'finished', result: { validationAccuracy, ...others } };
  });
  return summarise(cells, records);
}

const GRID = ['loss.alpha=0.3,0.7', 'loss.beta=0.2,0.3,0.5'];

describe('the map of a sweep over two settings', () => {
  it('has a row per cell, with the accuracy that chose the best, and a square that shows it', async () => {
    const summary = summaryOf(GRID, [0.5, 0.6, 0.7, 0.8, 0.904, 0.85]);
    const { chart, rows } = sweepMap('mnist, 8 steps per run', summary)!;
    expect(rows).toHaveLength(6);
    expect(rows[4]).toEqual({
      ...{ 'loss.alpha': '0.7', 'loss.beta': '0.3', measure: 'validation', seeds: 1 },
      ...{ percent: 100 * 0.904, std_percent: null },
    });
    const svg = await drawChart(chart);
    const texts = ['loss.alpha', 'loss.beta', '>90.4<', '>50.0<', 'mnist, 8 steps per run', 'one seed', 'best: '];
    for (const text of texts) expect(svg).toContain(text);
  });

  it('averages over seeds, with their deviation', () => {
    // Of all cells by the first seed, then by the second.
    const accuracies = [...[0.5, 0, 0, 0, 0, 0], ...[0.7, 0, 0, 0, 0, 0]];
    const { rows } = sweepMap('', summaryOf(GRID, accuracies, 2))!;
    expect(rows[0]).toMatchObject({ seeds: 2, percent: 60 });
    expect(rows[0]!['std_percent']).toBeCloseTo(100 * Math.SQRT2 * 0.1, 9);
  });

  it('leaves cells blank that have not finished', async () => {
    const { chart, rows } = sweepMap('', summaryOf(GRID, [0.5, 0.6, undefined, 0.8, 0.9, 0.85]))!;
    expect(rows[2]).toMatchObject({ seeds: 0, percent: null });
    expect((await drawChart(chart)).match(/>\d\d\.\d</g)).toHaveLength(5);
    const half = sweepMap(
      '',
      summaryOf(GRID, [0.5, 0.6, 0.7, 0.8, 0.9, 0.85, 0.5, 0.6, undefined, 0.8, 0.9, 0.85], 2),
    )!;
    expect(half.rows[2]).toMatchObject({ seeds: 1, percent: null });
  });

  it('keeps the rows and columns, and their order, in which no cell has finished', async () => {
    const { chart } = sweepMap('', summaryOf(GRID, [undefined, undefined, undefined, 0.8, undefined, undefined]))!;
    const svg = await drawChart(chart);
    expect(['0.2', '0.3', '0.5', '0.7'].filter((value) => !svg.includes(`>${value}<`))).toEqual([]);
    expect(svg.match(/>\d\d\.\d</g)).toEqual(['>80.0<']);
  });

  it('is drawn for two settings that vary, and no other number', () => {
    expect(sweepMap('', summaryOf(['loss.alpha=0.3,0.7'], [0.5, 0.6]))).toBeUndefined();
    expect(sweepMap('', summaryOf([...GRID, 'model.kind=max'], [0.5, 0.6, 0.7, 0.8, 0.9, 0.85]))).toBeDefined();
    expect(sweepMap('', summaryOf([...GRID, 'model.kind=max,mean'], Array<number>(12).fill(0.5)))).toBeUndefined();
    expect(sweepMap('', summaryOf(GRID, []))).toBeUndefined();
  });
});
