import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { HostTensors } from '../engine/index.js';
import { writeFileAtomically } from '../files/index.js';
import {
  type CheckpointFiles,
  checkRunFolder,
  LAST_FOLDER,
  MODEL_FILES,
  prepareRunFolder,
  type RunFolderOptions,
  tidyCheckpointFolder,
  writeRunConfig,
} from '../train/index.js';
import { GAN_FORMAT, writeEbganCheckpoint, type EbganContent } from './checkpoint.js';
import type { EbganConfig } from './kinds/index.js';
import type { CurveRow } from './progress.js';
import { STEP_OUTPUTS } from './step.js';

const CURVES_FILE = 'curves.csv';

const CHECKPOINT_FILES: CheckpointFiles = { [GAN_FORMAT.file]: 'a run', ...MODEL_FILES };

/** The folder of a run's checkpoint. */
export const checkpointFolder = (out: string): string => join(out, LAST_FOLDER);

/** An adversarial run's folder: `config.yaml`; `last/`, which resuming starts from; `curves.csv`, a row every so many steps. */
export interface EbganRunFolder {
  /** @returns the folder written */
  save(content: EbganContent, state: HostTensors): Promise<string>;
}

/**
 * Refuses a folder that already holds a run, unless that run is to be resumed or overwritten.
 * @throws OutputError saying what can be done
 */
export function checkEbganFolder(out: string, options: RunFolderOptions): Promise<void> {
  return checkRunFolder(out, options, CHECKPOINT_FILES);
}

/** What an adversarial run's folder is opened with. */
export interface OpenEbganFolderOptions {
  readonly config: EbganConfig;
  readonly overwrite?: boolean | undefined;
  /** There are steps to do: a result that is there is one of fewer steps, and goes. */
  readonly goesOn: boolean;
}

/** Makes the folder, or tidies up what a killed run left in it. @throws OutputError */
export async function openEbganFolder(out: string, options: OpenEbganFolderOptions): Promise<EbganRunFolder> {
  const last = checkpointFolder(out);
  await prepareRunFolder(out, { ...options, entries: [LAST_FOLDER, CURVES_FILE] });
  await tidyCheckpointFolder(last, GAN_FORMAT);
  await writeRunConfig(out, options.config);

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
