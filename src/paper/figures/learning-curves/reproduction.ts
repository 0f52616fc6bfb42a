import { writeFigure } from '../../../figures/index.js';
import type { LearningCurveExperiment } from '../description.js';
import { createCell } from '../../../sweep/index.js';
import { selectCells, type CellSelection, type CellPosition } from '../../select-cells.js';
import type { Reproduction } from '../../reproduction.js';
import { learningCurveAnswer } from './answer.js';
import { readCell, type CellCurves } from './curves.js';
import { learningCurveFigure } from './figure.js';

/** Seeds of the quick setting: the smallest number with a standard deviation. */
const QUICK_SEEDS = 2;

/** A cell whose column is its role in the comparison. */
interface LearningCurveCell extends CellPosition {
  readonly column: CellCurves['role'];
}

/**
 * Creates the reproduction of a figure of held-out accuracies and learning curves, without R
 * and with R at several weights.
 */
export function learningCurveReproduction(
  name: string,
  experiment: LearningCurveExperiment,
  selection: CellSelection,
): Reproduction {
  const { title, task, inputShape, classCount, seeds, settings, quick, lastEpochs } = experiment;
  const cells = selectCells(cellsOf(experiment), selection);
  return {
    kind: 'figure',
    ...{ name, title, task, seeds, settings },
    shape: { inputShape, classCount },
    quick: { seeds: QUICK_SEEDS, settings: quick },
    cells: cells.map(({ cell }) => cell),
    async finish({ out, records }) {
      const finished: CellCurves[] = [];
      for (const { cell, column } of cells) {
        const cellRecords = records.filter(({ trial }) => trial.cell === cell);
        const curves = await readCell(cell, column, cellRecords, out, lastEpochs);
        if (curves) finished.push(curves);
      }
      return {
        kind: 'learning-curves',
        ...{ title, lastEpochs, cells: finished },
        answer: { lastEpochs, cells: learningCurveAnswer(finished) },
        files:
          finished.length > 0
            ? await writeFigure(out, name, learningCurveFigure(title, lastEpochs, finished))
            : undefined,
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
