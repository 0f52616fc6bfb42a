/** What other commands take of `lyrebird sweep`: what it runs, how it is shown, and what is said of it. */
export { spreadText, summaryTable } from './report.js';
export { exitCodeOf, sweepAndShow, type SweepAndShowOptions } from './sweep-and-show.js';
export { baseConfig, parallelTrials, type SweepBaseFlags } from './sweep-config.js';
