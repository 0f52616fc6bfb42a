import { mean } from '../eval/scores/index.js';
import type { ModelShape } from '../models/index.js';
import type { Config } from '../train/index.js';
import { planSweep, trialsOf, type Cell } from '../sweep/index.js';
import { plainTable } from '../../cli/ui/plain-table.js';
import { count, duration, plural } from '../../cli/ui/words.js';
import { createStepTimer } from './time-step.js';

/** What a cell would take. */
export interface CellEstimate {
  readonly cell: Cell;
  /** Trials that have not finished yet. */
  readonly trials: number;
  /** Of one trial. */
  readonly steps: number;
  readonly secondsPerStep: number;
  /** What the time of a step rests on. */
  readonly basis: 'finished trials' | 'a short timing';
}

export interface EstimateOptions {
  /** Of the examples. */
  readonly shape: ModelShape;
  readonly cells: readonly Cell[];
  readonly seeds: number;
  /** Folder of the sweep, where trials may have finished. */
  readonly out: string;
  /** Configuration of a cell. */
  readonly configOf: (cell: Cell) => Config;
  /** Steps of a run. */
  readonly stepsOf: (config: Config) => Promise<number>;
  /** What is being timed. */
  readonly onTiming: (name: string) => void;
}

/** Estimates cell by cell, from trials that have finished, else from a few steps of the network on this machine. Writes nothing. */
export async function estimate(options: EstimateOptions): Promise<CellEstimate[]> {
  const { shape, cells, seeds, out, configOf, onTiming, stepsOf } = options;
  await using timer = createStepTimer(shape);
  const estimates: CellEstimate[] = [];
  for (const cell of cells) {
    const config = configOf(cell);
    const { open, records } = await planSweep(out, trialsOf([cell], seeds));
    const measured = records.flatMap(({ result }) => result?.secondsPerStep ?? []);
    const known = measured.length > 0;
    if (!known) onTiming(cell.name);
    estimates.push({
      cell,
      trials: open.length,
      steps: await stepsOf(config),
      secondsPerStep: known ? mean(measured) : await timer.secondsPerStep(config),
      basis: known ? 'finished trials' : 'a short timing',
    });
  }
  return estimates;
}

/** Time of all trials, one after the other. */
export function totalSeconds(estimates: readonly CellEstimate[]): number {
  return estimates.reduce((sum, { trials, steps, secondsPerStep }) => sum + trials * steps * secondsPerStep, 0);
}

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
