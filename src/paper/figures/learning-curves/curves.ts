import { join } from 'node:path';
import { readCheckpoint, type Checkpoint } from '../../../train/index.js';
import { spread, type Spread } from '../../../eval/scores/index.js';
import type { Cell, Settings, TrialRecord } from '../../../sweep/index.js';

type PastEpoch = Checkpoint['resume']['progress']['history'][number];

/** Accuracies of a run after an epoch, as fractions in [0, 1]. */
export interface EpochAccuracies {
  /** Counted from 1. */
  readonly epoch: number;
  /** Accuracy per segment on the training set. */
  readonly training: number;
  /** Accuracy per held-out segment. */
  readonly segments: number;
  /** Accuracy per held-out recording. */
  readonly recordings: number;
}

/** Learning curve of one run. */
export interface Curve {
  readonly seed: number;
  readonly epochs: readonly EpochAccuracies[];
}

/** Accuracies of a run: maximum over its last epochs, and of the last epoch, per held-out segment and recording. */
export const MEASURES = ['greatestSegments', 'lastSegments', 'greatestRecordings', 'lastRecordings'] as const;
export type Measure = (typeof MEASURES)[number];

/** All measures of one run. */
export type RunAccuracies = Readonly<Record<Measure, number>>;

/** Finished runs of a cell. */
export interface CellCurves {
  /** Role in the comparison: training without R, or with it. */
  readonly role: 'baseline' | 'regularised';
  readonly name: string;
  readonly settings: Settings;
  readonly curves: readonly Curve[];
  /** Parallel to `curves`. */
  readonly runs: readonly RunAccuracies[];
  readonly spreads: Readonly<Record<Measure, Spread>>;
}

/** Reads the finished runs of a cell; undefined if there are none. */
export async function readCell(
  { name, settings }: Cell,
  role: CellCurves['role'],
  records: readonly TrialRecord[],
  out: string,
  lastEpochs: number,
): Promise<CellCurves | undefined> {
  const curves: Curve[] = [];
  for (const { trial, status } of records) {
    if (status !== 'finished') continue;
    const checkpoint = await readCheckpoint(join(out, trial.folder));
    const epochs = (checkpoint?.resume.progress.history ?? []).flatMap(accuraciesOf);
    if (epochs.length > 0) curves.push({ seed: trial.seed, epochs });
  }
  if (curves.length === 0) return undefined;
  const runs = curves.map((curve) => accuraciesOfRun(curve, lastEpochs));
  const spreads = Object.fromEntries(MEASURES.map((measure) => [measure, spread(runs.map((run) => run[measure]))!]));
  return { role, name, settings, curves, runs, spreads: spreads as Record<Measure, Spread> };
}

/** Computes the measures of a run: maximum over its last `lastEpochs` epochs, and the last epoch. */
export function accuraciesOfRun({ epochs }: Pick<Curve, 'epochs'>, lastEpochs: number): RunAccuracies {
  const [lastOnes, last] = [epochs.slice(-lastEpochs), epochs.at(-1)!];
  return {
    greatestSegments: Math.max(...lastOnes.map(({ segments }) => segments)),
    lastSegments: last.segments,
    greatestRecordings: Math.max(...lastOnes.map(({ recordings }) => recordings)),
    lastRecordings: last.recordings,
  };
}

/** Returns the baseline cell; undefined if it has no finished runs. */
export function baselineCell(cells: readonly CellCurves[]): CellCurves | undefined {
  return cells.find(({ role }) => role === 'baseline');
}

/** Returns the cell with the highest mean of the paper's measure, not counting the baseline. */
export function bestCell(cells: readonly CellCurves[]): CellCurves | undefined {
  const others = cells.filter(({ role }) => role !== 'baseline');
  return others.sort((a, b) => b.spreads.greatestSegments.mean - a.spreads.greatestSegments.mean)[0];
}

function accuraciesOf({ epoch, train, validation }: PastEpoch): EpochAccuracies[] {
  if (!validation || !('segmentAccuracy' in validation)) return [];
  const { segmentAccuracy: segments, recordingAccuracy: recordings } = validation;
  return [{ epoch, training: train.accuracy ?? NaN, segments, recordings }];
}
