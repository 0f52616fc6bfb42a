import { totalSeconds, type CellEstimate } from '../../../src/paper/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, duration, plural } from '../../ui/words.js';

/** The estimates for people. */
export function estimateReport(title: string, estimates: readonly CellEstimate[], parallel: number): string {
  const rows = estimates.map(({ cell, trials, steps, secondsPerStep, basis }) => [
    cell.name,
    String(trials),
    count(steps),
    secondsPerStep.toFixed(3),
    duration(steps * secondsPerStep),
    duration(trials * steps * secondsPerStep),
    basis,
  ]);
  const right = ['trials', 'steps', 's/step', 'a trial', 'all trials'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  const total = totalSeconds(estimates);
  const trials = estimates.reduce((sum, estimate) => sum + estimate.trials, 0);
  return [
    `${title}: what is left to do`,
    '',
    plainTable([{ title: 'cell' }, ...right, { title: 'judged by' }], rows),
    '',
    `  ${plural(trials, 'trial')}: ${duration(total)} one after the other, at best ${duration(total / parallel)} with ${count(parallel)} side by side on this machine.`,
    '  A short timing knows training steps only: loading, validation and the test come on top.',
    '',
  ].join('\n');
}
