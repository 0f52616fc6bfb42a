/** Sweeps: several settings, several seeds each; run wherever an executor runs them, and told in tables. */

// What is tried: grids, cells (one combination of settings), trials (a cell with a seed).
export { createCell, valueText, type Cell, type Settings } from './cell.js';
export { cellsOf, parseGrid, type Grid, type GridAxis } from './grid.js';
export { trialName, trialsOf, type Trial } from './trial.js';

// A sweep as a whole, in its folder.
export { runSweep, type RunSweepOptions, type SweepEnd } from './run-sweep.js';
export type * from './events.js';

// Its steps: the folder, what is left to do, the trials.
export { openSweepFolder, type SweepFolder } from './sweep-folder.js';
export { planSweep, type SweepPlan } from './plan.js';
export { runTrials, trialId, type RunTrialsOptions, type SweepOutcome } from './run-trials.js';

// Where trials run: in processes, in this one; `queue/index.js` has a third, for many machines.
export type { CreateExecutor, ExecutorHooks, TrialExecutor, TrialProgress } from './executor.js';
export { createProcessExecutor, type ProcessExecutorOptions } from './processes/process-executor.js';
export type { TrialCommand } from './processes/trial-process.js';
export { createInProcessExecutor, type InProcessExecutorOptions, type TrialSpec } from './in-process-executor.js';
export { TrialFailure } from './trial-failure.js';

// What came of them: results of trials, means over seeds, tables.
export { accuracyOf, trialResultOf, readResult, writeResult, type TrialResult } from './trial-result.js';
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
