import type { FigureFiles } from '../figures/index.js';
import type { CellCurves } from './figures/learning-curves/curves.js';
import type { NetworkReconstructions } from './figures/reconstructions/types.js';
import type { PaperTable } from './tables/description.js';
import type { ReproducedCell } from './tables/reproduced-cells.js';

/** What came of a reproduction, by what it is of. */
export type Findings = TableFindings | LearningCurveFindings | ReconstructionFindings;

interface Shown {
  /** The findings as plain JSON. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** undefined while there is nothing to draw. */
  readonly files: FigureFiles | undefined;
}

/** A table's cells beside the paper's. */
export interface TableFindings extends Shown {
  readonly kind: 'table';
  readonly table: PaperTable;
  readonly cells: readonly ReproducedCell[];
}

/** Accuracies of runs without and with R. */
export interface LearningCurveFindings extends Shown {
  readonly kind: 'learning-curves';
  readonly title: string;
  /** A run's accuracy is the greatest over so many epochs before its end. */
  readonly lastEpochs: number;
  /** Cells of which a run has finished. */
  readonly cells: readonly CellCurves[];
}

/** What networks give back of test images. */
export interface ReconstructionFindings extends Shown {
  readonly kind: 'reconstructions';
  readonly title: string;
  /** Networks of which a run has finished. */
  readonly networks: readonly NetworkReconstructions[];
}
