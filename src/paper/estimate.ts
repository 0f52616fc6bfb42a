import { mean } from '../eval/scores/index.js';
import type { ModelShape } from '../models/index.js';
import type { TrainConfig } from '../train/index.js';
import { planSweep, trialsOf, type Cell } from '../sweep/index.js';
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

/** What is to be estimated, and by what. */
export interface EstimateOptions {
  /** Of the examples. */
  readonly shape: ModelShape;
  readonly cells: readonly Cell[];
  readonly seeds: number;
  /** Folder of the sweep, where trials may have finished. */
  readonly out: string;
  /** Configuration of a cell. */
  readonly configOf: (cell: Cell) => TrainConfig;
  /** Steps of a run. */
  readonly stepsOf: (config: TrainConfig) => Promise<number>;
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
