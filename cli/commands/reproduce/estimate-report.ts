import { totalSeconds, type CellEstimate } from '../../../src/paper/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, duration, plural } from '../../ui/words.js';

/** Formats the estimated training times. */
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
  const right = ['trials', 'steps', 's/step', 'per trial', 'all trials'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  const total = totalSeconds(estimates);
  const trials = estimates.reduce((sum, estimate) => sum + estimate.trials, 0);
  return [
    `${title}: remaining work`,
    '',
    plainTable([{ title: 'cell' }, ...right, { title: 'estimated from' }], rows),
    '',
    `  ${plural(trials, 'trial')}: ${duration(total)} one after the other, ` +
      `at best ${duration(total / parallel)} with ${count(parallel)} in parallel on this machine.`,
    '  A short timing covers training steps only; loading, validation and the test take extra time.',
    '',
  ].join('\n');
}
