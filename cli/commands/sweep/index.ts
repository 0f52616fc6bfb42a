/** Parts of `lyrebird sweep` that other commands use: running and showing a sweep, and its tables. */
export { checkOverrides, isLength, settingsOfOverrides } from './check-overrides.js';
export { spreadText, summaryTable } from './report.js';
export { exitCodeOf, sweepAndShow, type SweepAndShowOptions } from './sweep-and-show.js';
export { baseConfig, parallelTrials, type SweepBaseFlags } from './sweep-config.js';
