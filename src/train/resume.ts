import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CheckpointError, ConfigError } from '../errors.js';
import type { HostTensors } from '../engine/index.js';
import { stateOf } from './averaged-state.js';
import { isCheckpointFolder, MODEL_FORMAT, readManifest } from './checkpoint/index.js';
import type { Progress } from './checkpoint/manifest.js';
import { flatten } from './config/flatten.js';
import { lengthSetting, savedSettings, type ConfigKind, type TrainConfig } from './config/index.js';
import { LAST_FOLDER } from './run-files.js';
import type { Checkpoint } from './run-folder.js';
import { dependsOnLength } from './schedule.js';

/** Prefixes of settings that may differ in a resumed run: they change its length, its location and its reports. */
const FREE_SETTINGS = ['data.path', 'train.', 'engine.'];

/** Configuration, data and engine with which a run is to continue. */
export interface ResumedRun {
  readonly config: TrainConfig;
  readonly kind?: ConfigKind | undefined;
  /** Fingerprints of the data. */
  readonly data: Progress['data'];
  /** State of a new run; defines the expected names and shapes. */
  readonly freshState: HostTensors;
  readonly engineDescription: string;
}

/**
 * Returns the state from which a checkpoint continues, after checking that the experiment is the same.
 * @returns the state by the names of the training program's inputs, and warnings for the user
 * @throws ConfigError if settings that decide the result have changed
 * @throws CheckpointError if the data has changed, or the checkpoint belongs to a different network
 */
export function resumedState(checkpoint: Checkpoint, run: ResumedRun): { state: HostTensors; warnings: string[] } {
  const { path, manifest, parameters, resume } = checkpoint;
  const settings = run.kind ? savedSettings(manifest.config, run.kind) : manifest.config;
  checkSettings(path, settings, run.config);
  for (const split of ['train', 'unlabelled', 'validation'] as const) {
    checkSameData(path, split === 'train' ? 'training' : split, resume.progress.data[split], run.data[split]);
  }
  const state = stateOf(parameters, resume.optimiser);
  checkShapes(path, state, run.freshState);
  const before = describeComputation(manifest.versions['engine'], settings as Partial<TrainConfig>);
  const now = describeComputation(run.engineDescription, run.config);
  return { state, warnings: engineChangeWarning(before, now) };
}

/** Returns a warning if a run continues with a different engine, thread count or micro-batch size; otherwise none. */
export function engineChangeWarning(before: string | undefined, now: string): string[] {
  if (before === now) return [];
  return [
    `the run was trained on ${before} and resumes on ${now}: ` +
      `the last bits of its result may differ from those of an uninterrupted run`,
  ];
}

/** Describes the engine, the threads and everything else that determines the order of additions. */
function describeComputation(engineDescription: string | undefined, { engine }: Partial<TrainConfig>): string {
  const microBatchSize = engine?.microBatchSize;
  return `${engineDescription}${microBatchSize ? `, micro-batches of at most ${microBatchSize}` : ''}`;
}

/**
 * Refuses to resume a run with settings that decide its result, before its data is opened, which may take minutes. Does
 * nothing if there is no run to resume.
 * @param out folder of the run
 * @throws ConfigError naming the setting
 * @throws CheckpointError if the manifest is damaged
 */
export async function checkResumable(out: string, config: TrainConfig, kind: ConfigKind): Promise<void> {
  const path = join(out, LAST_FOLDER);
  if (!(await isCheckpointFolder(path, MODEL_FORMAT))) return;
  checkSettings(path, savedSettings((await readManifest(path)).config, kind), config);
}

function checkSettings(path: string, before: object, now: TrainConfig): void {
  if (dependsOnLength(now) && 'train' in before) checkSameLength(path, before as Pick<TrainConfig, 'train'>, now);
  checkSameSettings(path, before, now, (name) => FREE_SETTINGS.some((prefix) => name.startsWith(prefix)));
}

function checkSameLength(path: string, before: Pick<TrainConfig, 'train'>, now: Pick<TrainConfig, 'train'>): void {
  const [earlierName, earlier] = lengthSetting(before);
  const [name, value] = lengthSetting(now);
  if (name === earlierName && value === earlier) return;
  const option = earlierName.replace('train.', '--');
  throw new ConfigError(
    `cannot resume ${path}: ${earlierName} was ${earlier}, got ${name === earlierName ? '' : `${name} `}${value}; ` +
      `its schedules extend over the length of the run: give ${option} ${earlier}, or train into another folder`,
  );
}

/**
 * Refuses to resume with changed settings.
 * @param path of the checkpoint, for messages
 * @param mayDiffer whether a setting, given by its full path, may differ
 * @throws ConfigError naming the setting
 */
export function checkSameSettings(
  path: string,
  before: object,
  now: object,
  mayDiffer: (name: string) => boolean,
): void {
  const [earlier, later] = [flatten(before), flatten(now)];
  for (const name of new Set([...earlier.keys(), ...later.keys()])) {
    if (mayDiffer(name)) continue;
    if (isDeepStrictEqual(earlier.get(name), later.get(name))) continue;
    throw new ConfigError(
      `cannot resume ${path}: ${name} was ${JSON.stringify(earlier.get(name))}, ` +
        `got ${JSON.stringify(later.get(name))}; keep the run's settings, or train into another folder`,
    );
  }
}

/**
 * Refuses to resume with changed data.
 * @param split split that the data belongs to, for messages
 * @param before fingerprint in the checkpoint
 * @throws CheckpointError naming the split
 */
export function checkSameData(path: string, split: string, before: string | null, now: string | null): void {
  if (before === now) return;
  throw new CheckpointError(
    `cannot resume ${path}: the ${split} data has changed since; ` +
      `train into another folder, or start again with --overwrite`,
  );
}

/** @throws CheckpointError if the names, types or shapes of a state differ from those of a new one */
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
