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
  type ResumeState,
} from './checkpoint/index.js';
import type { TrainConfig } from './config/index.js';
import type { EpochEvent } from './events/index.js';
import { decodeResult, encodeResult, type RunResult } from './result.js';
import { BEST_FOLDER, LAST_FOLDER, prepareRunFolder, RESULT_FILE, writeRunConfig } from './run-files.js';

const METRICS_FILE = 'metrics.ndjson';
const LABELS = 'labels';

/**
 * A training run's folder: `config.yaml`; `last/`, which resuming starts from; `best/`, once there is one; `metrics.ndjson`, a line per
 * epoch; `labels/`, which examples kept their labels, if not all of them did; `result.json`, once it has finished.
 */
export interface RunFolder {
  /** @returns the folder written */
  saveLast(content: ManifestContent, parameters: HostTensors, resume: ResumeState): Promise<string>;
  /** @returns the folder written */
  saveBest(content: ManifestContent, parameters: HostTensors): Promise<string>;
  addEpoch(event: EpochEvent): Promise<void>;
  /** What the run came to; undefined if that is not there, or not whole. */
  readResult(): Promise<RunResult | undefined>;
  saveResult(result: RunResult): Promise<void>;
}

/** What a run's folder is opened with. */
export interface OpenRunFolderOptions {
  readonly config: TrainConfig;
  /** Epochs so far. */
  readonly history: readonly EpochEvent[];
  readonly labelSplit?: LabelSplit | RecordingSplit | undefined;
  /** There are steps to do: a result that is there is one of fewer steps, and goes. */
  readonly goesOn: boolean;
  readonly overwrite?: boolean | undefined;
}

/** A checkpoint that training can go on from. */
export type Checkpoint = ModelFolder & { readonly resume: ResumeState };

/**
 * The checkpoint to go on from; undefined if the run had none yet.
 * @throws CheckpointError if there is one and it cannot be used
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
  if (!resume) throw new CheckpointError(`cannot resume ${folder}: it holds a model only, nothing of the training`);
  return { ...checkpoint, resume };
}

/**
 * Makes the folder, or tidies up what a killed run left in it, and brings it in line with the run as it starts: its configuration, its
 * epochs so far, its label split.
 * @throws OutputError
 * @throws DatasetError if another label split is there
 */
export async function openRunFolder(
  out: string,
  { config, history, labelSplit, goesOn, overwrite }: OpenRunFolderOptions,
): Promise<RunFolder> {
  const last = join(out, LAST_FOLDER);
  const best = join(out, BEST_FOLDER);
  const metrics = join(out, METRICS_FILE);
  const labels = join(out, LABELS);
  const result = join(out, RESULT_FILE);
  await prepareRunFolder(out, { entries: [BEST_FOLDER, LAST_FOLDER, METRICS_FILE, LABELS], goesOn, overwrite });
  await Promise.all([last, best].map((folder) => tidyCheckpointFolder(folder, MODEL_FORMAT)));
  if (labelSplit) {
    await makeFolder(labels);
    await ('indices' in labelSplit ? writeLabelSplit(labels, labelSplit) : writeRecordingSplit(labels, labelSplit));
  }
  await writeRunConfig(out, config);
  await writeFileAtomically(metrics, history.map(epochLine).join(''));

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

function epochLine({ epoch, step, train, validation, best }: EpochEvent): string {
  return `${JSON.stringify({ epoch, step, train, ...(validation && { validation }), best })}\n`;
}
