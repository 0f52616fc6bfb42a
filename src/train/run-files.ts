import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../errors.js';
import { makeFolder, outputError, refuseLinks, removeLeftovers, writeFileAtomically } from '../files/index.js';
import { MANIFEST_FILE } from './checkpoint/index.js';
import { formatConfig } from './config/index.js';

const CONFIG_FILE = 'config.yaml';
/** File with the result of a finished run. */
export const RESULT_FILE = 'result.json';
/** Files that say what a run is and what came of it. */
export const RUN_DESCRIPTION_FILES: readonly string[] = [CONFIG_FILE, RESULT_FILE];
/** Folder of a run's last state, from which it is resumed. */
export const LAST_FOLDER = 'last';
/** Folder of a run's best model. */
export const BEST_FOLDER = 'best';
/** Folder of the best model before an epoch that the run's end cut short. */
export const PREVIOUS_BEST_FOLDER = 'previous-best';

/** Folder of the runs on parts of the data that settings of detection are made from. */
export const FOLDS_FOLDER = 'folds';

/** What to do with a run that is already in the folder. */
export interface RunFolderOptions {
  /** Resume it, or start a new run if there is none. */
  readonly resume?: boolean;
  /** Delete it. */
  readonly overwrite?: boolean;
}

/** Names of files that mark a folder as a checkpoint, each with a description of the checkpoint for messages. */
export type CheckpointFiles = Readonly<Record<string, string>>;

export const MODEL_FILES: CheckpointFiles = { [MANIFEST_FILE]: 'a model' };

/**
 * Refuses a folder that already holds a run, unless that run is to be resumed or overwritten, so that no result is
 * lost by accident.
 * @throws OutputError naming the options that resolve the conflict
 */
export async function checkRunFolder(
  out: string,
  { resume = false, overwrite = false }: RunFolderOptions,
  files: CheckpointFiles = MODEL_FILES,
): Promise<void> {
  if (resume && overwrite) throw new OutputError(`${out}: a run can be resumed or overwritten, but not both`);
  const stats = await stat(out).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new OutputError(`cannot train into ${out}: it is a file, not a folder`);
  if (resume || overwrite) return;
  for (const folder of [join(out, LAST_FOLDER), join(out, BEST_FOLDER), out]) {
    for (const [file, description] of Object.entries(files)) {
      if (!(await exists(join(folder, file)))) continue;
      throw new OutputError(
        `${out} already holds ${description}: ` +
          `continue it with --resume, choose another folder with --out, or replace it with --overwrite`,
      );
    }
  }
}

/** How to prepare the folder of a run. */
export interface PrepareRunFolderOptions {
  /** Files and folders of the run, apart from its configuration and its result. */
  readonly entries: readonly string[];
  /** Whether steps remain. If so, an existing result covers fewer steps and is deleted. */
  readonly stepsRemain: boolean;
  /** Deletes everything of an earlier run. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Creates the folder of a run, or removes the temporary files left by a killed run. The folder is locked.
 * @throws OutputError if it cannot be written to, or an entry is a symbolic link: the run would write to where it leads
 */
export async function prepareRunFolder(
  out: string,
  { entries, stepsRemain, overwrite = false }: PrepareRunFolderOptions,
): Promise<void> {
  await makeFolder(out);
  if (overwrite || stepsRemain) await deleteAll(out, [RESULT_FILE]);
  if (overwrite) await deleteAll(out, [...entries, CONFIG_FILE]);
  await refuseLinks(out, entries);
  await removeLeftovers(out, { locked: true });
}

/** Whether a run is finished. */
export function hasResult(out: string): Promise<boolean> {
  return exists(join(out, RESULT_FILE));
}

/** Path of a run's configuration. */
export function runConfigFile(out: string): string {
  return join(out, CONFIG_FILE);
}

/** Writes the configuration of a run. @throws OutputError */
export function writeRunConfig(out: string, config: object): Promise<void> {
  return writeFileAtomically(runConfigFile(out), formatConfig(config));
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
