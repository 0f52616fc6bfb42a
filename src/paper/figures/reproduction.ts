import { readPaperFigure } from './description.js';
import type { PaperFigureName } from '../names.js';
import type { CellSelection } from '../select-cells.js';
import type { Reproduction } from '../reproduction.js';
import { learningCurveReproduction } from './learning-curves/reproduction.js';
import { reconstructionReproduction } from './reconstructions/reproduction.js';

/**
 * Creates the reproduction of one of the paper's figures.
 * @throws ConfigError if the figure has no row, column or cell of a selected name
 */
export function figureReproduction(number: PaperFigureName, selection: CellSelection): Reproduction {
  const figure = readPaperFigure(number);
  const name = `figure-${number}`;
  return figure.kind === 'reconstructions'
    ? reconstructionReproduction(name, figure, selection)
    : learningCurveReproduction(name, figure, selection);
}
