import { describe, expect, it } from 'vitest';
import { PAPER_TABLES } from '#src/paper/names.js';
import { readPaperTable } from '#src/paper/tables/description.js';
import { mean, populationStandardDeviation } from '#src/eval/scores/statistics.js';
import { loadConfig } from '#src/train/config/index.js';
import { imageTasks } from '#src/train/index.js';

/** Accuracies in a column of the paper's table, in percent. */
function accuracies(name: '2' | '3' | '4', column: string): number[] {
  return readPaperTable(name).rows.flatMap(({ cells }) => cells[column]?.paper.meanPercent ?? []);
}

describe("the paper's tables", () => {
  it.each([
    ['2', ['50', 'Sup1000'], 12],
    ['3', ['ReLU', 'Sigmoid'], 7],
    ['4', ['ReLU', 'Sigmoid'], 7],
  ] as const)('table %s has both columns %j of all %i rows', (name, columns, rows) => {
    for (const column of columns) expect(accuracies(name, column)).toHaveLength(rows);
  });

  // Table 2 prints the mean and standard deviation of each column, which checks every number in it.
  it.each([
    ['50', 98.768, 0.249],
    ['Sup1000', 95.266, 0.462],
  ])('column %s of table 2 has the mean and std that the paper prints', (column, printedMean, printedStd) => {
    const values = accuracies('2', column);
    expect(mean(values)).toBeCloseTo(printedMean, 2);
    expect(Math.abs(populationStandardDeviation(values) - printedStd)).toBeLessThan(0.005);
  });

  it('have a standard deviation for every accuracy in tables 3 and 4', () => {
    for (const name of ['3', '4'] as const) {
      for (const { cells } of readPaperTable(name).rows) {
        for (const { paper } of Object.values(cells)) expect(paper.stdPercent).toBeGreaterThan(0);
      }
    }
  });

  it.each(PAPER_TABLES)('every cell of table %s can be trained', (name) => {
    const { task, rows, columns } = readPaperTable(name);
    for (const { settings: rowSettings, cells } of rows) {
      for (const [columnName, { settings: cellSettings }] of Object.entries(cells)) {
        const { settings: columnSettings } = columns.find((column) => column.name === columnName)!;
        const settings = { ...rowSettings, ...columnSettings, ...cellSettings };
        const { model, data, loss } = loadConfig({ task, values: settings }, [imageTasks]);
        expect([model.name, data.labels]).toEqual([
          name === '2' ? settings['model.name'] : 'large-cnn',
          settings['data.labels'],
        ]);
        expect([loss.alpha, loss.beta]).toEqual([settings['loss.alpha'], settings['loss.beta']]);
      }
    }
  });
});
