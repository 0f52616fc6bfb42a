import { mean } from '../eval/scores/index.js';
import type { ModelShape } from '../models/index.js';
import type { TrainConfig } from '../train/index.js';
import { planSweep, trialsOf, type Cell } from '../sweep/index.js';
import { createStepTimer } from './time-step.js';

/** Estimated cost of a cell. */
export interface CellEstimate {
  readonly cell: Cell;
  /** Number of trials that have not finished yet. */
  readonly trials: number;
  /** Steps of one trial. */
  readonly steps: number;
  readonly secondsPerStep: number;
  /** Source of the time per step. */
  readonly basis: 'finished trials' | 'a short timing';
}

/** Cells to estimate. */
export interface EstimateOptions {
  /** Input shape and class count. */
  readonly shape: ModelShape;
  readonly cells: readonly Cell[];
  /** Number of seeds of each cell, from that of its configuration on. */
  readonly seeds: number;
  /** Folder of the sweep, which may contain finished trials. */
  readonly out: string;
  /** Returns the configuration of a cell. */
  readonly configOf: (cell: Cell) => TrainConfig;
  /** Returns the number of steps of a run. */
  readonly stepsOf: (config: TrainConfig) => Promise<number>;
  /** Called with the name of each cell, and its number counted from 1, before its steps are counted and timed. */
  readonly onCell: (name: string, number: number) => void;
}

/**
 * Estimates the cost of each cell from finished trials, or else by timing a few training steps
 * on this machine. Writes nothing.
 */
export async function estimate(options: EstimateOptions): Promise<CellEstimate[]> {
  const { shape, cells, seeds, out, configOf, onCell, stepsOf } = options;
  await using timer = createStepTimer(shape);
  const estimates: CellEstimate[] = [];
  for (const [index, cell] of cells.entries()) {
    onCell(cell.name, index + 1);
    const config = configOf(cell);
    const { open, records } = await planSweep(out, trialsOf([cell], seeds, config.seed));
    const measured = records.flatMap(({ result }) => result?.secondsPerStep ?? []);
    const hasFinished = measured.length > 0;
    estimates.push({
      cell,
      trials: open.length,
      steps: await stepsOf(config),
      secondsPerStep: hasFinished ? mean(measured) : await timer.secondsPerStep(config),
      basis: hasFinished ? 'finished trials' : 'a short timing',
    });
  }
  return estimates;
}

/** Returns the total time of all trials, run one after another. */
export function totalSeconds(estimates: readonly CellEstimate[]): number {
  return estimates.reduce((sum, { trials, steps, secondsPerStep }) => sum + trials * steps * secondsPerStep, 0);
}
