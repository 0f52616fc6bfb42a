/** The paper's own experiments: Table 1, Theorem 1, its tables and figures. */
export { createStepCounter } from './count-steps.js';
export { estimate, estimateReport, totalSeconds } from './estimate.js';
export { baselineOf, bestOf, MEASURES, type CellCurves, type Measure } from './figures/learning-curves/curves.js';
export type { NetworkReconstructions } from './figures/reconstructions/types.js';
export { figureReproduction } from './figures/reproduction.js';
export * from './names.js';
export type { Reproduction } from './reproduction.js';
export type { TableCell } from './tables/cells.js';
export { readPaperTable, type PaperAccuracy, type PaperTable } from './tables/description.js';
export { tableReproduction } from './tables/reproduction.js';
