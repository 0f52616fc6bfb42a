import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabelSplit, type RecordingSplit, writeLabelSplit, writeRecordingSplit } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { CheckpointError } from '../errors.js';
import { makeFolder, outputError, writeFileAtomically } from '../files/index.js';
import {
  isCheckpointFolder,
  MODEL_FORMAT,
  readModelFolder,
  tidyCheckpointFolder,
  writeModelFolder,
  type ManifestContent,
  type ModelFolder,
  type Progress,
  type ResumeState,
} from './checkpoint/index.js';
import { restorePreviousBest } from './best-model.js';
import type { TrainConfig } from './config/index.js';
import { REPORT_NUMBERS, REPORT_PAGE } from './names.js';
import type { EpochEvent } from './events/index.js';
import { decodeResult, encodeResult, type RunResult } from './result.js';
import {
  BEST_FOLDER,
  FOLDS_FOLDER,
  LAST_FOLDER,
  PREVIOUS_BEST_FOLDER,
  prepareRunFolder,
  RESULT_FILE,
  writeRunConfig,
} from './run-files.js';

const METRICS_FILE = 'metrics.ndjson';
const LABELS = 'labels';
/** What a run writes into its folder, apart from its configuration, its folds and its result. */
export const RUN_ENTRIES = [
  ...[BEST_FOLDER, PREVIOUS_BEST_FOLDER, LAST_FOLDER, METRICS_FILE, LABELS],
  ...[REPORT_PAGE, REPORT_NUMBERS],
];

/**
 * A training run's folder:
 * - `config.yaml`: the configuration
 * - `last/`: the last state, from which the run is resumed
 * - `best/`: the best model, once there is one
 * - `previous-best/`: the best model before, if the run ended within an epoch and its last model is the best
 * - `metrics.ndjson`: one line per epoch
 * - `labels/`: the examples that keep their labels, unless all do
 * - `folds/`: with `data.folds`, the runs on parts of the recordings; needed no more once the run has begun
 * - `report.html` and `report.json`: with `data.folds`, what their predictions say
 * - `previous-run/`: the run that this one overwrites, until this one has finished
 * - `result.json`: the result, once the run has finished
 */
export interface RunFolder {
  /** @returns the path of the checkpoint's folder */
  saveLast(content: ManifestContent, parameters: HostTensors, resume: ResumeState): Promise<string>;
  /** @returns the path of the checkpoint's folder */
  saveBest(content: ManifestContent, parameters: HostTensors): Promise<string>;
  addEpoch(event: EpochEvent): Promise<void>;
  /** Reads the result of the run; undefined if it is missing or incomplete. */
  readResult(): Promise<RunResult | undefined>;
  saveResult(result: RunResult): Promise<void>;
}

/** Contents with which a run's folder is brought up to date. */
export interface OpenRunFolderOptions {
  readonly config: TrainConfig;
  /** Progress of the run, with its epochs so far and the best of them. */
  readonly progress: Pick<Progress, 'history' | 'best'>;
  readonly labelSplit?: LabelSplit | RecordingSplit | undefined;
  /** Whether steps remain. If so, an existing result covers fewer steps and is deleted. */
  readonly stepsRemain: boolean;
  /** Whether the run has folds, which are kept. */
  readonly hasFolds?: boolean;
  readonly overwrite?: boolean | undefined;
}

/** A checkpoint from which training can be resumed. */
export type Checkpoint = ModelFolder & { readonly resume: ResumeState };

/**
 * Reads the checkpoint from which to resume; undefined if the run has none yet.
 * @throws CheckpointError if the checkpoint cannot be used
 */
export async function readCheckpoint(out: string): Promise<Checkpoint | undefined> {
  const folder = join(out, LAST_FOLDER);
  if (!(await isCheckpointFolder(folder, MODEL_FORMAT))) {
    if (!(await isCheckpointFolder(join(out, BEST_FOLDER), MODEL_FORMAT))) return undefined;
    throw new CheckpointError(
      `cannot resume ${out}: it has a ${BEST_FOLDER}/ but no ${LAST_FOLDER}/; start again with --overwrite`,
    );
  }
  const checkpoint = await readModelFolder(folder);
  const { resume } = checkpoint;
  if (!resume) throw new CheckpointError(`cannot resume ${folder}: it holds a model but no training state`);
  return { ...checkpoint, resume };
}

/**
 * Creates the folder, or removes the temporary files left by a killed run, and writes the state of the run at its
 * start: its configuration, its epochs so far and its label split.
 * @throws OutputError
 * @throws DatasetError if the folder holds a different label split
 */
export async function openRunFolder(
  out: string,
  { config, progress, labelSplit, stepsRemain, hasFolds = false, overwrite }: OpenRunFolderOptions,
): Promise<RunFolder> {
  const last = join(out, LAST_FOLDER);
  const best = join(out, BEST_FOLDER);
  const metrics = join(out, METRICS_FILE);
  const labels = join(out, LABELS);
  const result = join(out, RESULT_FILE);
  const entries = hasFolds ? RUN_ENTRIES : [...RUN_ENTRIES, FOLDS_FOLDER];
  await prepareRunFolder(out, { entries, stepsRemain, overwrite });
  await Promise.all([last, best].map((folder) => tidyCheckpointFolder(folder, MODEL_FORMAT)));
  await restorePreviousBest(out, progress.best?.step);
  if (labelSplit) {
    await makeFolder(labels);
    await ('indices' in labelSplit ? writeLabelSplit(labels, labelSplit) : writeRecordingSplit(labels, labelSplit));
  }
  await writeRunConfig(out, config);
  await writeFileAtomically(metrics, progress.history.map(epochLine).join(''));

  return {
    async saveLast(content, parameters, resume) {
      await writeModelFolder(last, content, parameters, resume);
      return last;
    },
    async saveBest(content, parameters) {
      await writeModelFolder(best, content, parameters);
      return best;
    },
    async addEpoch(event) {
      await appendFile(metrics, epochLine(event)).catch((cause: unknown) => {
        throw outputError(metrics, cause);
      });
    },
    async readResult() {
      const text = await readFile(result, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : decodeResult(text);
    },
    saveResult: (content) => writeFileAtomically(result, encodeResult(content)),
  };
}

function epochLine({ epoch, step, train, validation, best }: Progress['history'][number]): string {
  return `${JSON.stringify({ epoch, step, train, ...(validation && { validation }), best })}\n`;
}
