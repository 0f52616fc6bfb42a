import { join } from 'node:path';
import { readCheckpoint, type Checkpoint } from '../../../train/index.js';
import { spread, type Cell, type Settings, type Spread, type TrialRecord } from '../../../sweep/index.js';

type PastEpoch = Checkpoint['resume']['progress']['history'][number];

/** Where a run stood after an epoch. Accuracies are shares, 0 to 1. */
export interface EpochAccuracies {
  /** 1 for the first. */
  readonly epoch: number;
  /** Of segments, on those that were trained on. */
  readonly training: number;
  readonly segments: number;
  readonly recordings: number;
}

/** One run. */
export interface Curve {
  readonly seed: number;
  readonly epochs: readonly EpochAccuracies[];
}

/** What is measured of a run. */
export const MEASURES = ['greatestSegments', 'lastSegments', 'greatestRecordings', 'lastRecordings'] as const;
export type Measure = (typeof MEASURES)[number];

/** What a run comes to: the greatest accuracy over its last epochs, and that of the very last. */
export type RunAccuracies = Readonly<Record<Measure, number>>;

/** A cell's runs. */
export interface CellCurves {
  /** What the others are compared with, or one of those. */
  readonly role: 'baseline' | 'regularised';
  readonly name: string;
  readonly settings: Settings;
  readonly curves: readonly Curve[];
  /** One for each of `curves`. */
  readonly runs: readonly RunAccuracies[];
  readonly spreads: Readonly<Record<Measure, Spread>>;
}

/** The runs of a cell that have finished; undefined if none has. */
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

/** A run's accuracies: the greatest of its last `lastEpochs` epochs, and the last. */
export function accuraciesOfRun({ epochs }: Pick<Curve, 'epochs'>, lastEpochs: number): RunAccuracies {
  const [late, last] = [epochs.slice(-lastEpochs), epochs.at(-1)!];
  return {
    greatestSegments: Math.max(...late.map(({ segments }) => segments)),
    lastSegments: last.segments,
    greatestRecordings: Math.max(...late.map(({ recordings }) => recordings)),
    lastRecordings: last.recordings,
  };
}

/** The cell that the others are compared with; undefined where it has no runs. */
export function baselineCell(cells: readonly CellCurves[]): CellCurves | undefined {
  return cells.find(({ role }) => role === 'baseline');
}

/** Of the cells that are not the baseline, the one whose runs do best by the paper's measure. */
export function bestCell(cells: readonly CellCurves[]): CellCurves | undefined {
  const others = cells.filter(({ role }) => role !== 'baseline');
  return others.sort((a, b) => b.spreads.greatestSegments.mean - a.spreads.greatestSegments.mean)[0];
}

function accuraciesOf({ epoch, train, validation }: PastEpoch): EpochAccuracies[] {
  if (!validation || !('segmentAccuracy' in validation)) return [];
  const { segmentAccuracy: segments, recordingAccuracy: recordings } = validation;
  return [{ epoch, training: train.accuracy ?? NaN, segments, recordings }];
}
