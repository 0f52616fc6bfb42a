import { writeFigure } from '../../../figures/index.js';
import type { LearningCurveExperiment } from '../description.js';
import { createCell } from '../../../sweep/index.js';
import { selectCells, type CellSelection, type CellPosition } from '../../select-cells.js';
import type { Reproduction } from '../../reproduction.js';
import { learningCurveAnswer } from './answer.js';
import { readCell, type CellCurves } from './curves.js';
import { learningCurveFigure } from './figure.js';

/** Seeds of a quick setting: two runs are the least that has a spread. */
const QUICK_SEEDS = 2;

/** The column is its part in the comparison. */
interface LearningCurveCell extends CellPosition {
  readonly column: CellCurves['role'];
}

/** Held-out accuracies of several runs without R, and with R at some weights, and how they came about. */
export function learningCurveReproduction(
  name: string,
  experiment: LearningCurveExperiment,
  choice: CellSelection,
): Reproduction {
  const { title, task, inputShape, classCount, seeds, settings, quick, lastEpochs } = experiment;
  const cells = selectCells(cellsOf(experiment), choice);
  return {
    kind: 'figure',
    ...{ name, title, task, seeds, settings },
    shape: { inputShape, classCount },
    quick: { seeds: QUICK_SEEDS, settings: quick },
    cells: cells.map(({ cell }) => cell),
    async finish({ out, records }) {
      const found: CellCurves[] = [];
      for (const { cell, column } of cells) {
        const own = records.filter(({ trial }) => trial.cell === cell);
        const curves = await readCell(cell, column, own, out, lastEpochs);
        if (curves) found.push(curves);
      }
      return {
        kind: 'learning-curves',
        ...{ title, lastEpochs, cells: found },
        answer: { lastEpochs, cells: learningCurveAnswer(found) },
        files:
          found.length > 0 ? await writeFigure(out, name, learningCurveFigure(title, lastEpochs, found)) : undefined,
      };
    },
  };
}

function cellsOf({ baseline, weights }: LearningCurveExperiment): LearningCurveCell[] {
  return [baseline, ...weights].map((settings) => {
    const name = `${String(settings['loss.alpha'])}/${String(settings['loss.beta'])}`;
    return { row: name, column: settings === baseline ? 'baseline' : 'regularised', cell: createCell(settings, name) };
  });
}
