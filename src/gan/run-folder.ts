import { join } from 'node:path';
import { csvText } from '../csv.js';
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
/** Folders of samples: as pictures and as sounds. */
const PICTURE_FOLDERS = ['samples', 'sounds'];
/** Figures of a finished run. */
const FIGURES = ['energies', 'samples', 'spectra'].flatMap((name) => [`${name}.csv`, `${name}.svg`, `${name}.png`]);

/** What a run writes into its folder, apart from its configuration and its result. */
export const EBGAN_ENTRIES = [LAST_FOLDER, CURVES_FILE, ...PICTURE_FOLDERS, ...FIGURES];

const CHECKPOINT_FILES: CheckpointFiles = { [GAN_FORMAT.file]: 'a run', ...MODEL_FILES };

/** The folder of a run's checkpoint. */
export const checkpointFolder = (out: string): string => join(out, LAST_FOLDER);

/**
 * Folder of an adversarial run: `config.yaml`; `last/`, the checkpoint to resume from; `curves.csv`, one row per
 * `reportEverySteps`.
 */
export interface EbganRunFolder {
  /** Writes checkpoint and curves. @returns the checkpoint folder */
  save(content: EbganContent, state: HostTensors): Promise<string>;
}

/**
 * Rejects a folder that already holds a run, unless the run is to be resumed or overwritten.
 * @throws OutputError with the possible remedies
 */
export function checkEbganFolder(out: string, options: RunFolderOptions): Promise<void> {
  return checkRunFolder(out, options, CHECKPOINT_FILES);
}

/** Settings for opening the folder of an adversarial run. */
export interface OpenEbganFolderOptions {
  readonly config: EbganConfig;
  readonly overwrite?: boolean | undefined;
  /** Whether steps remain. If so, an existing result covers fewer steps and is deleted. */
  readonly stepsRemain: boolean;
}

/** Creates the folder, or removes what a killed run left half-written in it. @throws OutputError */
export async function openEbganFolder(out: string, options: OpenEbganFolderOptions): Promise<EbganRunFolder> {
  const last = checkpointFolder(out);
  await prepareRunFolder(out, { ...options, entries: EBGAN_ENTRIES });
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
  return csvText(
    rows.map((row) => ({ ...row })),
    { header: true, columns: ['step', ...STEP_OUTPUTS] },
  );
}
