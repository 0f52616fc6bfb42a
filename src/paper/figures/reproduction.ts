import { readPaperFigure } from './description.js';
import type { PaperFigureName } from '../names.js';
import type { CellSelection } from '../select-cells.js';
import type { Reproduction } from '../reproduction.js';
import { learningCurveReproduction } from './learning-curves/reproduction.js';
import { reconstructionReproduction } from './reconstructions/reproduction.js';

/**
 * One of the paper's figures.
 * @throws ConfigError for a name that the figure does not have
 */
export function figureReproduction(number: PaperFigureName, choice: CellSelection): Reproduction {
  const figure = readPaperFigure(number);
  const name = `figure-${number}`;
  return figure.kind === 'reconstructions'
    ? reconstructionReproduction(name, figure, choice)
    : learningCurveReproduction(name, figure, choice);
}
