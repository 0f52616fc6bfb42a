import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { makeFolder, outputError, removeLeftovers, writeFileAtomically } from '../files/index.js';
import type { HostTensors } from '../engine/index.js';
import { OutputError } from '../errors.js';
import type { RunFolderOptions } from '../train/index.js';
import { GAN_FILE, tidyEbganCheckpoint, writeEbganCheckpoint, type EbganContent } from './checkpoint.js';
import type { EbganConfig } from './config-schema.js';
import { formatEbganConfig } from './load-config.js';
import type { CurveRow } from './progress.js';
import { STEP_OUTPUTS } from './step.js';

const CONFIG_FILE = 'config.yaml';
const CURVES_FILE = 'curves.csv';
/** Name of the file that says what a finished run came to. */
export const EBGAN_RESULT_FILE = 'result.json';

/** The folder of a run's checkpoint. */
export const checkpointFolder = (out: string): string => join(out, 'last');

/** An adversarial run's folder: `config.yaml`; `last/`, which resuming starts from; `curves.csv`, a row every so many steps. */
export interface EbganRunFolder {
  /** @returns the folder written */
  save(content: EbganContent, state: HostTensors): Promise<string>;
}

/**
 * Refuses a folder that already holds a run, unless that run is to be resumed or overwritten.
 * @throws OutputError saying what can be done
 */
export async function checkEbganFolder(
  out: string,
  { resume = false, overwrite = false }: RunFolderOptions,
): Promise<void> {
  if (resume && overwrite) throw new OutputError(`${out}: a run can be resumed or overwritten, not both`);
  const stats = await stat(out).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new OutputError(`cannot train into ${out}: it is a file, not a folder`);
  if (resume || overwrite) return;
  const there = await stat(join(checkpointFolder(out), GAN_FILE)).catch(() => undefined);
  if (there) {
    throw new OutputError(
      `${out} already holds a run: continue it with --resume, choose another folder with --out, or replace it with --overwrite`,
    );
  }
}

export interface OpenEbganFolderOptions {
  readonly config: EbganConfig;
  readonly overwrite?: boolean | undefined;
  /** There are steps to do: a result that is there is one of fewer steps, and goes. */
  readonly goesOn: boolean;
}

/** Makes the folder, or tidies up what a killed run left in it. @throws OutputError */
export async function openEbganFolder(
  out: string,
  { config, overwrite = false, goesOn }: OpenEbganFolderOptions,
): Promise<EbganRunFolder> {
  const last = checkpointFolder(out);
  await makeFolder(out);
  if (overwrite) await deleteAll([last, ...[CURVES_FILE, CONFIG_FILE].map((name) => join(out, name))]);
  if (overwrite || goesOn) await deleteAll([join(out, EBGAN_RESULT_FILE)]);
  await removeLeftovers(out, (name) => [CONFIG_FILE, CURVES_FILE, EBGAN_RESULT_FILE].includes(name));
  await tidyEbganCheckpoint(last);
  await writeFileAtomically(join(out, CONFIG_FILE), formatEbganConfig(config));

  return {
    async save(content, state) {
      await writeEbganCheckpoint(last, content, state);
      await writeFileAtomically(join(out, CURVES_FILE), curves(content.progress.curve));
      return last;
    },
  };
}

function curves(rows: readonly CurveRow[]): string {
  return stringify([...rows], { header: true, columns: ['step', ...STEP_OUTPUTS] });
}

async function deleteAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw outputError(path, cause);
    });
  }
}
