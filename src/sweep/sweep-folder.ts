import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { makeFolder, refuseLinks, writeFileAtomically } from '../files/index.js';
import { CheckpointError, ConfigError } from '../errors.js';
import { type ConfigKind, flatten, formatConfig, savedSettings, type TrainConfig } from '../train/index.js';
import { TRIALS_FOLDER } from './trial.js';

const SWEEP_FILE = 'sweep.json';
const BASE_FILE = 'base.yaml';
const FORMAT = 'lyrebird-sweep';

/**
 * Settings that may differ when a sweep is resumed: trials set their own seeds, and the others do not affect results.
 */
const FREE_SETTINGS: ReadonlySet<string> = new Set([
  'seed',
  'train.checkpointEveryEpochs',
  'train.checkpointEverySeconds',
  'train.reportEverySeconds',
]);

const sweepSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  id: z.uuid(),
  /** Configuration shared by all trials. */
  config: z.record(z.string(), z.unknown()),
});

/** A sweep's folder: `sweep.json`, `base.yaml`, `trials/`, and the tables. */
export interface SweepFolder {
  readonly path: string;
  /** Unique id of the sweep. */
  readonly id: string;
  /** Configuration file shared by all trials. */
  readonly baseFile: string;
}

/**
 * Creates the folder of a sweep, or opens an existing one.
 * @param path path of the folder
 * @param config configuration shared by all trials
 * @param kind kind of the configuration
 * @throws ConfigError if the folder holds a sweep with other base settings
 * @throws CheckpointError if the folder's sweep.json is damaged
 * @throws OutputError if it cannot be written
 */
export async function openSweepFolder(path: string, config: TrainConfig, kind: ConfigKind): Promise<SweepFolder> {
  await makeFolder(path);
  await refuseLinks(path, [TRIALS_FOLDER]);
  const file = join(path, SWEEP_FILE);
  const before = await readSweepFile(file);
  if (before) checkBase(path, savedSettings(before.config, kind), config);
  const id = before?.id ?? randomUUID();
  const baseFile = join(path, BASE_FILE);
  await writeFileAtomically(baseFile, formatConfig(config));
  if (!before) {
    await writeFileAtomically(
      file,
      `${JSON.stringify({ format: FORMAT, formatVersion: 1, id, config }, undefined, 2)}\n`,
    );
  }
  return { path, id, baseFile };
}

async function readSweepFile(file: string): Promise<z.infer<typeof sweepSchema> | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new CheckpointError(`${file} cannot be read: ${cause.message}`, { cause });
  });
  if (text === undefined) return undefined;
  try {
    return sweepSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CheckpointError(
      `${file} is damaged, or was written by a different version of Lyrebird; choose another folder for the sweep`,
      {
        cause,
      },
    );
  }
}

function checkBase(path: string, before: object, now: TrainConfig): void {
  const [earlier, later] = [flatten(before), flatten(now)];
  for (const name of new Set([...earlier.keys(), ...later.keys()])) {
    if (FREE_SETTINGS.has(name) || isDeepStrictEqual(earlier.get(name), later.get(name))) continue;
    throw new ConfigError(
      `${path} is a sweep with ${name} = ${JSON.stringify(earlier.get(name))}, ` +
        `got ${JSON.stringify(later.get(name))}: trials would not be comparable; ` +
        `keep the sweep's settings, or choose another folder`,
    );
  }
}
