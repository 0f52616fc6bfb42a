/** The paper's experiments: its tables and figures, Theorem 1, and the frameworks of Table 1. */

// Names of tables and figures.
export { PAPER_FIGURES, PAPER_TABLES, type PaperFigureName, type PaperTableName } from './names.js';

// Reproduction of tables 2 to 4 and figures 1 to 3: cells for a sweep, then findings from its results.
export { planReproduction, type ReproductionPlan, type ReproductionRequest } from './plan-reproduction.js';
export type { FinishedSweep, Reproduction } from './reproduction.js';
export type { Findings, LearningCurveFindings, ReconstructionFindings, TableFindings } from './findings.js';
export type { CellSelection, CellPosition } from './select-cells.js';

// Time estimates, and what fits into a budget.
export { withinBudget, type Budget } from './budget.js';
export { createStepCounter } from './count-steps.js';
export { estimate, totalSeconds, type CellEstimate, type EstimateOptions } from './estimate.js';

// Tables of accuracies.
export { acrossRows, type AcrossRows } from './tables/across-rows.js';
export { tableCells, type TableCell } from './tables/cells.js';
export { readPaperTable, type PaperAccuracy, type PaperTable } from './tables/description.js';
export type { ReproducedCell } from './tables/reproduced-cells.js';
export { tableReproduction } from './tables/reproduction.js';

// Figures: learning curves and reconstructions.
export {
  readPaperFigure,
  type LearningCurveExperiment,
  type PaperFigure,
  type ReconstructionExperiment,
} from './figures/description.js';
export { figureReproduction } from './figures/reproduction.js';
export { gain } from './figures/learning-curves/answer.js';
export {
  baselineCell,
  bestCell,
  MEASURES,
  type CellCurves,
  type Curve,
  type EpochAccuracies,
  type Measure,
} from './figures/learning-curves/curves.js';
export type { NetworkReconstructions, ReconstructedDigit } from './figures/reconstructions/types.js';

// Numerical experiment for Theorem 1.
export {
  runTheorem1,
  shownSteps,
  theorem1Figure,
  THEOREM_1_NORMS,
  type Theorem1Curve,
  type Theorem1Experiment,
} from './theorem-1/index.js';

// Table 1: frameworks whose reconstruction is the inverse of their function.
export {
  FRAMEWORK_NAMES,
  FRAMEWORKS,
  openDigits,
  type Check,
  type LabelledDigits,
  type ImagePicture,
  type ImageRow,
  type Picture,
  type Rows,
  type SignalPicture,
  runFrameworks,
  writeFrameworks,
  type Digits,
  type FrameworkName,
  type FrameworkResult,
  type FrameworkRow,
  type FrameworksReport,
  type FrameworksRun,
  type RunFrameworksOptions,
} from './frameworks/index.js';
