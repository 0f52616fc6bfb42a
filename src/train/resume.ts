import { isDeepStrictEqual } from 'node:util';
import { CheckpointError, ConfigError } from '../errors.js';
import type { HostTensors } from '../engine/index.js';
import type { Progress } from './checkpoint/manifest.js';
import { flatten } from './config/flatten.js';
import { savedSettings, type ConfigKind, type TrainConfig } from './config/index.js';
import type { Checkpoint } from './run-folder.js';
import { dependsOnLength } from './schedule.js';

/** Settings that may differ in a resumed run, beginnings of paths: they change how long it runs, where, and what it tells. */
const FREE_SETTINGS = ['data.path', 'train.', 'engine.'];

/** What a run is about to train with. */
export interface ResumedRun {
  readonly config: TrainConfig;
  readonly kind?: ConfigKind | undefined;
  /** Fingerprints of its data. */
  readonly data: Progress['data'];
  /** State of a fresh run: what names and shapes there are. */
  readonly freshState: HostTensors;
  readonly engineDescription: string;
}

/**
 * The state that a checkpoint goes on from, after making sure that it goes on with the same experiment.
 * @returns the state by the names of the training program's inputs, and what a person should know
 * @throws ConfigError if settings have changed that decide the result
 * @throws CheckpointError if the data has changed, or the checkpoint is of another network
 */
export function resumedState(checkpoint: Checkpoint, run: ResumedRun): { state: HostTensors; warnings: string[] } {
  const { path, manifest, parameters, resume } = checkpoint;
  const settings = run.kind ? savedSettings(manifest.config, run.kind) : manifest.config;
  checkSettings(path, settings, run.config);
  for (const part of ['train', 'unlabelled', 'validation'] as const) {
    checkSameData(path, part === 'train' ? 'training' : part, resume.progress.data[part], run.data[part]);
  }
  const state = {
    ...Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
    ...resume.optimiser,
  };
  checkShapes(path, state, run.freshState);
  const before = wayOfComputing(manifest.versions['engine'], settings as Partial<TrainConfig>);
  const now = wayOfComputing(run.engineDescription, run.config);
  return { state, warnings: engineChangeWarning(before, now) };
}

/** What a person should know where a run goes on in another way of computing than before; nothing if it is the same. */
export function engineChangeWarning(before: string | undefined, now: string): string[] {
  if (before === now) return [];
  return [
    `the run was trained on ${before}, now on ${now}: the last bits of its result may differ from an unbroken run's`,
  ];
}

/** Engine, threads, and what else decides in which order numbers are added. */
function wayOfComputing(engineDescription: string | undefined, { engine }: Partial<TrainConfig>): string {
  const rows = engine?.microBatchSize;
  return `${engineDescription}${rows ? `, at most ${rows} examples at once` : ''}`;
}

function checkSettings(path: string, before: object, now: TrainConfig): void {
  checkSameSettings(path, before, now, (name) => {
    const decides = /^train\.(epochs|steps)$/.test(name) && dependsOnLength(now);
    return !decides && FREE_SETTINGS.some((beginning) => name.startsWith(beginning));
  });
}

/**
 * Refuses to go on with other settings than before.
 * @param path of the checkpoint, for the message
 * @param isFree whether a setting, by its full path, may differ
 * @throws ConfigError naming the setting
 */
export function checkSameSettings(path: string, before: object, now: object, isFree: (name: string) => boolean): void {
  const [earlier, later] = [flatten(before), flatten(now)];
  for (const name of new Set([...earlier.keys(), ...later.keys()])) {
    if (isFree(name)) continue;
    if (isDeepStrictEqual(earlier.get(name), later.get(name))) continue;
    throw new ConfigError(
      `cannot resume ${path}: ${name} was ${JSON.stringify(earlier.get(name))}, got ${JSON.stringify(later.get(name))}; ` +
        `keep the run's settings, or train into another folder`,
    );
  }
}

/**
 * Refuses to go on with other data than before.
 * @param part of the data, for the message
 * @param before its fingerprint then
 * @throws CheckpointError naming the part
 */
export function checkSameData(path: string, part: string, before: string | null, now: string | null): void {
  if (before === now) return;
  throw new CheckpointError(
    `cannot resume ${path}: the ${part} data has changed since; train into another folder, or start again with --overwrite`,
  );
}

/** @throws CheckpointError if a state is not of the names, types and shapes that a fresh one has */
export function checkShapes(path: string, state: HostTensors, fresh: HostTensors): void {
  for (const name of new Set([...Object.keys(state), ...Object.keys(fresh)])) {
    const [got, expected] = [describe(state, name), describe(fresh, name)];
    if (got !== expected) throw new CheckpointError(`cannot resume ${path}: ${name}: expected ${expected}, got ${got}`);
  }
}

function describe(state: HostTensors, name: string): string {
  const tensor = state[name];
  return tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'nothing';
}
