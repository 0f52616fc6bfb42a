import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabelSplit, type RecordingSplit, writeLabelSplit, writeRecordingSplit } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { CheckpointError, OutputError } from '../errors.js';
import { makeFolder, outputError, removeLeftovers, writeFileAtomically } from '../files/index.js';
import { MANIFEST_FILE, type ManifestContent } from './checkpoint/manifest.js';
import {
  readModelFolder,
  tidyModelFolder,
  writeModelFolder,
  type ModelFolder,
  type ResumeState,
} from './checkpoint/model-folder.js';
import { formatConfig, type Config } from './config/index.js';
import type { EpochEvent } from './events.js';
import { decodeResult, encodeResult, type RunResult } from './result.js';

const CONFIG_FILE = 'config.yaml';
const METRICS_FILE = 'metrics.ndjson';
/** Name of the file that says what a finished run came to. */
export const RESULT_FILE = 'result.json';
const LAST = 'last';
const BEST = 'best';
const LABELS = 'labels';

/** What may be done with a run that is already in the folder. */
export interface RunFolderOptions {
  /** Go on with it; if there is none, start. */
  readonly resume?: boolean;
  /** Delete it. */
  readonly overwrite?: boolean;
}

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
  readonly config: Config;
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
 * Refuses a folder that already holds a run, unless that run is to be resumed or overwritten: a result is never lost by accident.
 * @throws OutputError saying what can be done
 */
export async function checkRunFolder(
  out: string,
  { resume = false, overwrite = false }: RunFolderOptions,
): Promise<void> {
  if (resume && overwrite) throw new OutputError(`${out}: a run can be resumed or overwritten, not both`);
  const stats = await stat(out).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new OutputError(`cannot train into ${out}: it is a file, not a folder`);
  if (resume || overwrite) return;
  for (const folder of [join(out, LAST), join(out, BEST), out]) {
    if (await exists(join(folder, MANIFEST_FILE))) {
      throw new OutputError(
        `${out} already holds a model: continue it with --resume, choose another folder with --out, or replace it with --overwrite`,
      );
    }
  }
}

/**
 * The checkpoint to go on from; undefined if the run had none yet.
 * @throws CheckpointError if there is one and it cannot be used
 */
export async function readCheckpoint(out: string): Promise<Checkpoint | undefined> {
  const folder = join(out, LAST);
  if (!(await exists(join(folder, MANIFEST_FILE)))) {
    if (!(await exists(join(out, BEST, MANIFEST_FILE)))) return undefined;
    throw new CheckpointError(`cannot resume ${out}: it has a ${BEST}/ but no ${LAST}/; start again with --overwrite`);
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
  { config, history, labelSplit, goesOn, overwrite = false }: OpenRunFolderOptions,
): Promise<RunFolder> {
  const last = join(out, LAST);
  const best = join(out, BEST);
  const metrics = join(out, METRICS_FILE);
  const labels = join(out, LABELS);
  const result = join(out, RESULT_FILE);
  await makeFolder(out);
  if (overwrite || goesOn) await deleteAll([result]);
  if (overwrite) await deleteAll([best, last, metrics, labels, join(out, CONFIG_FILE)]);
  await removeLeftovers(out, (name) => [CONFIG_FILE, METRICS_FILE, RESULT_FILE].includes(name));
  await Promise.all([tidyModelFolder(last), tidyModelFolder(best)]);
  if (labelSplit) {
    await makeFolder(labels);
    await ('indices' in labelSplit ? writeLabelSplit(labels, labelSplit) : writeRecordingSplit(labels, labelSplit));
  }
  await writeFileAtomically(join(out, CONFIG_FILE), formatConfig(config));
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

async function deleteAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw outputError(path, cause);
    });
  }
}

function epochLine({ epoch, step, train, validation, best }: EpochEvent): string {
  return `${JSON.stringify({ epoch, step, train, ...(validation && { validation }), best })}\n`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
