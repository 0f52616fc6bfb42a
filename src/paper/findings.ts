import type { FigureFiles } from '../figures/index.js';
import type { CellCurves } from './figures/learning-curves/curves.js';
import type { NetworkReconstructions } from './figures/reconstructions/types.js';
import type { PaperTable } from './tables/description.js';
import type { ReproducedCell } from './tables/reproduced-cells.js';

/** Results of a reproduction. */
export type Findings = TableFindings | LearningCurveFindings | ReconstructionFindings;

interface Output {
  /** The findings as plain JSON. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Files of the figure; undefined while no trial has finished. */
  readonly files: FigureFiles | undefined;
}

/** A table's accuracies next to the paper's. */
export interface TableFindings extends Output {
  readonly kind: 'table';
  readonly table: PaperTable;
  readonly cells: readonly ReproducedCell[];
}

/** Accuracies and learning curves of runs without and with R. */
export interface LearningCurveFindings extends Output {
  readonly kind: 'learning-curves';
  readonly title: string;
  /** A run's accuracy is its maximum over this many last epochs. */
  readonly lastEpochs: number;
  /** Cells with at least one finished run. */
  readonly cells: readonly CellCurves[];
}

/** Reconstructions of test images by trained networks. */
export interface ReconstructionFindings extends Output {
  readonly kind: 'reconstructions';
  readonly title: string;
  /** Networks with at least one finished run. */
  readonly networks: readonly NetworkReconstructions[];
}
