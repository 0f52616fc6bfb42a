import { isDeepStrictEqual } from 'node:util';
import { CheckpointError, ConfigError } from '../errors.js';
import type { HostTensors } from '../engine/index.js';
import type { Progress } from './checkpoint/manifest.js';
import { flatten } from './config/flatten.js';
import { configSchema, settingsOfKind, type Config } from './config/index.js';
import type { Checkpoint } from './run-folder.js';
import { dependsOnLength } from './schedule.js';

/** Settings that may differ in a resumed run, beginnings of paths: they change how long it runs, where, and what it tells. */
const FREE_SETTINGS = ['data.path', 'train.', 'engine.'];

/** What a run is about to train with. */
export interface ResumedRun {
  readonly config: Config;
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
  checkSettings(path, manifest.config, run.config);
  checkData(path, resume.progress.data, run.data);
  const state = {
    ...Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor])),
    ...resume.optimiser,
  };
  checkShapes(path, state, run.freshState);
  const before = wayOfComputing(manifest.versions['engine'], configSchema.safeParse(manifest.config).data);
  const now = wayOfComputing(run.engineDescription, run.config);
  const warnings =
    before === now
      ? []
      : [
          `the run was trained on ${before}, now on ${now}: the last bits of its result may differ from an unbroken run's`,
        ];
  return { state, warnings };
}

/** Engine, threads, and what else decides in which order numbers are added. */
function wayOfComputing(engineDescription: string | undefined, config: Config | undefined): string {
  const rows = config?.engine.rowsAtOnce;
  return `${engineDescription}${rows ? `, at most ${rows} examples at once` : ''}`;
}

function checkSettings(path: string, before: Readonly<Record<string, unknown>>, now: Config): void {
  // A setting that there was not yet was as it is by default now.
  const known = configSchema.safeParse(before).data;
  checkSameSettings(path, known ? settingsOfKind(known) : before, settingsOfKind(now), (name) => {
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

function checkData(path: string, before: Progress['data'], now: Progress['data']): void {
  for (const part of ['train', 'unlabelled', 'validation'] as const) {
    if (before[part] === now[part]) continue;
    throw new CheckpointError(
      `cannot resume ${path}: the ${part === 'train' ? 'training' : part} data has changed since; train into another folder, or start again with --overwrite`,
    );
  }
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
