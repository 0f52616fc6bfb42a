export { createCell, valueText, type Cell, type Settings } from './cell.js';
export { cellsOf, parseGrid, type Grid, type GridAxis } from './grid.js';
export { planSweep, type SweepPlan } from './plan.js';
export { openSweepFolder, type SweepFolder } from './sweep-folder.js';
export {
  spread,
  summarise,
  type CellSummary,
  type Spread,
  type SweepSummary,
  type TrialRecord,
  type TrialStatus,
} from './summary.js';
export { resultsCsv, summaryCsv, summaryData, type SummaryData } from './tables.js';
export { trialName, trialsOf, type Trial } from './trial.js';
export { accuracyOf, figuresOf, readResult, writeResult, type TrialResult } from './trial-result.js';
export type * from './events.js';
export type { ExecutorHooks, TrialExecutor, TrialProgress } from './executor.js';
export { createLocalExecutor, type LocalExecutorOptions } from './processes/executor.js';
export { runSweep, trialId, type RunSweepOptions, type SweepOutcome } from './run-sweep.js';
