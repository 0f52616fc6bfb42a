import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../errors.js';
import { makeFolder, outputError, removeLeftovers, writeFileAtomically } from '../files/index.js';
import { MANIFEST_FILE } from './checkpoint/index.js';
import { formatConfig } from './config/index.js';

const CONFIG_FILE = 'config.yaml';
/** Name of the file that says what a finished run came to. */
export const RESULT_FILE = 'result.json';
/** Folder of a run's last state, which resuming starts from. */
export const LAST_FOLDER = 'last';
/** Folder of a run's best model. */
export const BEST_FOLDER = 'best';

/** What may be done with a run that is already in the folder. */
export interface RunFolderOptions {
  /** Go on with it; if there is none, start. */
  readonly resume?: boolean;
  /** Delete it. */
  readonly overwrite?: boolean;
}

/** Names of files that make a folder a checkpoint, and what it holds then. */
export type CheckpointFiles = Readonly<Record<string, string>>;

/** A model. */
export const MODEL_FILES: CheckpointFiles = { [MANIFEST_FILE]: 'a model' };

/**
 * Refuses a folder that already holds a run, unless that run is to be resumed or overwritten: a result is never lost by accident.
 * @throws OutputError saying what can be done
 */
export async function checkRunFolder(
  out: string,
  { resume = false, overwrite = false }: RunFolderOptions,
  files: CheckpointFiles = MODEL_FILES,
): Promise<void> {
  if (resume && overwrite) throw new OutputError(`${out}: a run can be resumed or overwritten, not both`);
  const stats = await stat(out).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new OutputError(`cannot train into ${out}: it is a file, not a folder`);
  if (resume || overwrite) return;
  for (const folder of [join(out, LAST_FOLDER), join(out, BEST_FOLDER), out]) {
    for (const [file, what] of Object.entries(files)) {
      if (!(await exists(join(folder, file)))) continue;
      throw new OutputError(
        `${out} already holds ${what}: continue it with --resume, choose another folder with --out, or replace it with --overwrite`,
      );
    }
  }
}

/** How the folder of a run is made ready. */
export interface PrepareRunFolderOptions {
  /** Files and folders of such a run, beside its configuration and its result. */
  readonly entries: readonly string[];
  /** There are steps to do: a result that is there is one of fewer steps, and goes. */
  readonly goesOn: boolean;
  /** All that the run left goes. */
  readonly overwrite?: boolean | undefined;
}

/** Makes the folder of a run, or tidies up what a killed run left in it. @throws OutputError */
export async function prepareRunFolder(
  out: string,
  { entries, goesOn, overwrite = false }: PrepareRunFolderOptions,
): Promise<void> {
  await makeFolder(out);
  if (overwrite || goesOn) await deleteAll(out, [RESULT_FILE]);
  if (overwrite) await deleteAll(out, [...entries, CONFIG_FILE]);
  await removeLeftovers(out, (name) => [CONFIG_FILE, RESULT_FILE, ...entries].includes(name));
}

/** Writes the configuration of a run. @throws OutputError */
export function writeRunConfig(out: string, config: object): Promise<void> {
  return writeFileAtomically(join(out, CONFIG_FILE), formatConfig(config));
}

async function deleteAll(out: string, names: readonly string[]): Promise<void> {
  for (const path of names.map((name) => join(out, name))) {
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw outputError(path, cause);
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
