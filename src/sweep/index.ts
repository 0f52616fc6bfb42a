/** Sweeps: combinations of settings with several seeds each, run by an executor and summarised in tables. */

// Grids, cells (one combination of settings each), trials (a cell with a seed).
export { createCell, valueText, type Cell, type Settings } from './cell.js';
export { cellsOf, parseGrid, type Grid, type GridAxis } from './grid.js';
export { trialName, trialsOf, type Trial } from './trial.js';

// A whole sweep.
export { runSweep, type RunSweepOptions, type SweepEnd } from './run-sweep.js';
export type * from './events.js';

// Its steps: open the folder, plan the open trials, run them.
export { openSweepFolder, type SweepFolder } from './sweep-folder.js';
export { planSweep, type SweepPlan } from './plan.js';
export { runTrials, trialId, type RunTrialsOptions, type SweepOutcome } from './run-trials.js';

// Executors: child processes, this process; `queue/index.js` has one for several machines.
export type { CreateExecutor, ExecutorHooks, TrialExecutor, TrialProgress } from './executor.js';
export { createProcessExecutor, type ProcessExecutorOptions } from './processes/process-executor.js';
export { runTrialProcess, type TrialCommand, type TrialHooks, type TrialRun } from './processes/trial-process.js';
export { createInProcessExecutor, type InProcessExecutorOptions, type TrialSpec } from './in-process-executor.js';
export { TrialFailure } from './trial-failure.js';

// Results: of trials, means over seeds, tables.
export { accuracyOf, trialResultOf, readResult, writeResult, type TrialResult } from './trial-result.js';
export { summarise, type CellSummary, type SweepSummary, type TrialRecord, type TrialStatus } from './summary.js';
export { resultsCsv, summaryCsv, summaryData, type SummaryData } from './tables.js';
export { sweepMap } from './map.js';
