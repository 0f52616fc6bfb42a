import { writeFigure } from '../../figures/index.js';
import type { PaperTableName } from '../names.js';
import { readPaperTable } from './description.js';
import type { CellSelection } from '../select-cells.js';
import type { Reproduction } from '../reproduction.js';
import { tableCells } from './cells.js';
import { tableFigure } from './figure.js';
import { reproducedCells } from './reproduced-cells.js';

/**
 * One of the paper's tables of accuracies: its cells, printed and drawn beside the paper's own figures and those of others.
 * @throws ConfigError for a name that the table does not have
 */
export function tableReproduction(number: PaperTableName, choice: CellSelection): Reproduction {
  const table = readPaperTable(number);
  const cells = tableCells(table, choice);
  const { title, task, inputShape, classCount, seeds, comparators } = table;
  const name = `table-${number}`;
  return {
    kind: 'table',
    name,
    title,
    task,
    shape: { inputShape, classCount },
    seeds,
    settings: {},
    quick: { seeds: 1, settings: { 'train.steps': 200 } },
    cells: cells.map(({ cell }) => cell),
    async finish({ out, summary, records }) {
      const reproduced = reproducedCells(cells, summary, records);
      const rows = reproduced.map(({ cell, ours, ...rest }) => ({
        name: cell.name,
        settings: cell.settings,
        ...rest,
        ours: ours && {
          meanPercent: ours.mean * 100,
          stdPercent: ours.std === null ? null : ours.std * 100,
          n: ours.n,
        },
      }));
      return {
        kind: 'table',
        table,
        cells: reproduced,
        answer: { cells: rows, comparators },
        files: await writeFigure(out, name, tableFigure(table, reproduced)),
      };
    },
  };
}
