import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '#src/data/types.js';
import type { Engine } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { loadConfig } from '#src/train/config/index.js';
import type { EndEvent, StepEvent, TrainEvent } from '#src/train/events/index.js';
import { train, type TrainOptions } from '#src/train/loop.js';
import { tones } from './tones.js';
import { recordingTasks } from '#audio/training/index.js';

export interface TonesRun extends Partial<Pick<TrainOptions, 'resume' | 'overwrite' | 'unlabelled'>> {
  readonly engine: Engine;
  readonly out: string;
  /** Default: 36 examples in batches of 10, so 4 steps per epoch, the last with 6 rows. */
  readonly train?: Dataset;
  readonly validation?: Dataset | null;
  readonly overrides?: readonly string[];
  /** Aborts the run when this step is reported. */
  readonly stopAt?: number;
  /** Leaves the generator when this step is reported. */
  readonly leaveAt?: number;
}

/** Trains bird10 on tones and reports every step. */
export async function trainTones(run: TonesRun): Promise<TrainEvent[]> {
  const dataset = run.train ?? tones({ name: 'train' });
  const validation =
    run.validation === undefined ? tones({ name: 'validation', seed: 2, recordings: 1 }) : run.validation;
  const config = loadConfig(
    {
      task: 'bird10',
      overrides: ['data.batchSize=10', 'train.epochs=3', 'train.reportEverySeconds=0', ...(run.overrides ?? [])],
    },
    [recordingTasks],
  );
  const model = createModel(config.model, { inputShape: dataset.inputShape, classCount: dataset.classes.length });
  const controller = new AbortController();
  if (run.stopAt === 0) controller.abort();
  const events: TrainEvent[] = [];
  const { engine, out, resume = false, overwrite = false, unlabelled } = run;
  for await (const event of train({
    config,
    kind: recordingTasks,
    engine,
    model,
    out,
    resume,
    overwrite,
    signal: controller.signal,
    train: dataset,
    ...(validation && { validation }),
    ...(unlabelled && { unlabelled }),
  })) {
    events.push(event);
    if (event.type === 'step' && event.step === run.stopAt) controller.abort();
    if (event.type === 'step' && event.step === run.leaveAt) break;
  }
  return events;
}

/** Selects the events of one type. */
export function ofType<T extends TrainEvent['type']>(
  events: readonly TrainEvent[],
  type: T,
): Extract<TrainEvent, { type: T }>[] {
  return events.filter((event): event is Extract<TrainEvent, { type: T }> => event.type === type);
}

/** The `end` event of a run. */
export function endOf(events: readonly TrainEvent[]): EndEvent {
  return ofType(events, 'end')[0]!;
}

/** Losses by step. */
export function lossesOf(events: readonly TrainEvent[]): Map<number, number> {
  return new Map(ofType(events, 'step').map((event: StepEvent) => [event.step, event.loss]));
}

/**
 * Hashes every file of a run, by path. Equal runs have equal files, except `result.json`, which records the
 * duration.
 */
export function filesOf(out: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const folder of ['.', 'best', 'last']) {
    if (!existsSync(join(out, folder))) continue;
    for (const entry of readdirSync(join(out, folder), { withFileTypes: true })) {
      if (!entry.isFile() || entry.name === 'result.json') continue;
      const path = join(folder, entry.name);
      files[path] = createHash('sha256')
        .update(readFileSync(join(out, path)))
        .digest('hex');
    }
  }
  return files;
}
