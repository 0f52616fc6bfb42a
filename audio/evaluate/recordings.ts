import { basename, resolve } from 'node:path';
import type { RecordingChoice } from '../../src/data/index.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { ConfigError } from '../../src/errors.js';
import { plural } from '../../src/format-number.js';
import { predictExamples, score, scoreInContext } from '../../src/eval/index.js';
import {
  type EvaluateResult,
  type RecordingMatch,
  type TrainingOverlap,
  loadModel,
  type ModelFolder,
  withModel,
} from '../../src/train/index.js';
import { audioSettingsOf } from '../audio-settings.js';
import { loadCorpus, scanCorpus, userDecodedCache, withContentHashes, type AudioDataset } from '../corpus/index.js';
import { contextSegmentCount } from '../segments/index.js';
import { parseDetectionSettings } from '../detections/index.js';
import { judgeRecordings, type Judgement, segmentMeasures, writeReport } from '../report/index.js';
import { detectionScore, hasDetectionRules } from './evaluate-detections.js';
import { matchedBy, namesakes, selectRecordings, trainingOverlap, withModelClasses } from './selection.js';

/** Precision that a report looks for if the model names none. */
const TARGET_PRECISION = 0.9;

/** Which recordings to evaluate on, and how to read them. */
export interface OpenEvaluationSegmentsOptions {
  /**
   * Recordings of one split of the model's training. Default: those that did not train the model, or if there are none,
   * all.
   */
  readonly split?: RecordingChoice;
  /** Column of metadata.csv that groups recordings, for intervals. Default: `group`. */
  readonly groupBy?: string;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Aborts the work, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Called with each warning; the result also contains them.
   * @param leftOut whether a recording or folder was left out, because it cannot be read
   */
  readonly onWarning?: (message: string, leftOut?: boolean) => void;
  /** Called after each recording that is loaded. */
  readonly onLoading?: (done: number, total: number) => void;
}

/** Options of an evaluation, and of the engine that runs it. */
export interface EvaluateRecordingsOptions extends OpenEvaluationSegmentsOptions, EngineOptions {
  /**
   * Also evaluates with each segment's probabilities averaged over all segments that start within this many seconds.
   */
  readonly contextSeconds?: number;
  /** Also writes a report card, `report.html` and `report.json`, to this folder. */
  readonly report?: string;
}

/** Labelled recordings of a corpus, or of one of its splits, segmented and normalised for a model. */
export interface EvaluationSegments {
  /** Folder of the corpus. */
  readonly data: string;
  readonly split: RecordingChoice;
  readonly corpus: AudioDataset;
  readonly trainingOverlap: TrainingOverlap;
  /** How those of the training were found; absent if the model lists none. */
  readonly matchedBy?: RecordingMatch;
  /** Warnings so far. Callers may append others. */
  readonly warnings: string[];
}

/**
 * Evaluates a model on a corpus, or on one of its splits.
 * @param model a loaded model, or a run folder or model folder
 * @param data folder of the corpus
 * @throws CheckpointError if the folder contains no model for recordings
 * @throws ConfigError if `contextSeconds` is shorter than the hop between segments
 * @throws DatasetError if there are no labelled recordings, or none of a class of the model
 * @throws EngineError if the engine is not available
 * @throws OutputError if the report cannot be written
 */
export async function evaluateRecordings(
  model: ModelFolder | string,
  data: string,
  options: EvaluateRecordingsOptions = {},
): Promise<EvaluateResult> {
  const { contextSeconds, report, onWarning, signal } = options;
  const folder = typeof model === 'string' ? await loadModel(model) : model;
  const contextSegments =
    contextSeconds === undefined ? 0 : contextSegmentCount(contextSeconds, audioSettingsOf(folder));
  const {
    split,
    corpus,
    trainingOverlap: overlap,
    matchedBy: match,
    warnings,
  } = await openEvaluationSegments(folder, { ...options, data });
  const { dataset, unknown } = withModelClasses(corpus, folder.manifest.classes);
  if (unknown.length > 0) {
    const message = `skipped classes that the model does not have: ${unknown.join(', ')}`;
    warnings.push(message);
    onWarning?.(message);
  }
  signal?.throwIfAborted();
  const predictions = await withModel(folder, options, (run) => predictExamples({ ...run, dataset }));
  const judging = { ...engineOf(options), corpus, recordings: corpus.recordings.keys(), signal };
  const isDetecting = hasDetectionRules(folder);
  const judgement = isDetecting || report !== undefined ? await judgeRecordings(folder, judging) : undefined;
  const evaluation = score(dataset, predictions);
  const content = judgement && {
    ...judgement,
    ...{
      corpus,
      source: { kind: 'evaluation', folder: basename(resolve(data)), ...known(judgement, corpus, folder) } as const,
    },
    targetPrecision: parseDetectionSettings(folder.manifest.detection)?.precision ?? TARGET_PRECISION,
    segments: segmentMeasures(evaluation, judgement.species),
  };
  const page = report !== undefined && content ? await writeReport(report, folder, content) : undefined;
  return {
    ...{ model: folder.path, data, split },
    ...evaluation,
    ...(contextSeconds !== undefined && {
      inContext: { contextSeconds, ...scoreInContext(dataset, predictions, contextSegments) },
    }),
    ...(judgement && isDetecting && { detections: detectionScore(judgement) }),
    ...(page !== undefined && { report: page }),
    ...overlap,
    ...(match && { matchedBy: match }),
    warnings,
  };
}

/** Counts those of the judged recordings that the model knows: others do not count in the report. */
function known(
  { recordings }: Judgement,
  corpus: AudioDataset,
  { manifest }: ModelFolder,
): { readonly usedInTraining: number; readonly matchedBy?: RecordingMatch } {
  const judged = new Set(recordings.map(({ file }) => file));
  const ofCorpus = corpus.recordings.filter(({ file }) => judged.has(file));
  const { usedForTraining, usedForValidation } = trainingOverlap({ recordings: ofCorpus }, manifest);
  const match = matchedBy(manifest);
  return { usedInTraining: usedForTraining + usedForValidation, ...(match && { matchedBy: match }) };
}

function engineOf({ engine, device, threads }: EngineOptions): EngineOptions {
  return {
    ...(engine !== undefined && { engine }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  };
}

/**
 * Loads the labelled recordings to evaluate a model on.
 * @throws CheckpointError if the model is not one for recordings
 * @throws ConfigError if `data` is absent
 * @throws DatasetError if there are no labelled recordings
 */
export async function openEvaluationSegments(
  folder: ModelFolder,
  options: OpenEvaluationSegmentsOptions & { readonly data?: string },
): Promise<EvaluationSegments> {
  const { data, groupBy, ffmpeg, signal, onWarning, onLoading } = options;
  if (data === undefined) throw new ConfigError('no recordings given: pass their folder with --data');
  const warnings: string[] = [];
  const warn = (message: string, leftOut = false): void => {
    warnings.push(message);
    onWarning?.(message, leftOut);
  };
  const settings = audioSettingsOf(folder);
  const scanned = await scanCorpus(data, { minimumClasses: 1, groupBy });
  for (const { message, leftOut } of scanned.warnings) warn(message, leftOut);
  const match = matchedBy(folder.manifest);
  const labelled = { ...scanned, recordings: scanned.recordings.filter(({ species }) => species !== undefined) };
  const identified = match === 'content' ? await withContentHashes(labelled, signal) : labelled;
  const { selected, split, trained } = selectRecordings(identified, options.split, folder);
  const total = trained + selected.recordings.length;
  if (trained > 0) {
    const how = match === 'content' ? 'trained the model' : 'have names of recordings that trained the model';
    warn(`${trained} of ${plural(total, 'recording')} ${how}: left out, see --split all`);
  }
  const others = namesakes(selected, folder.manifest);
  if (others > 0) {
    warn(
      `${others} of ${plural(total, 'recording')} have names of recordings that trained the model, but different ` +
        'content: treated as new recordings',
    );
  }
  const overlap = trainingOverlap(selected, folder.manifest);
  const supervised = folder.manifest.unsupervised !== true;
  if (supervised) warnOfTrainingOverlap(overlap, selected.recordings.length, warn);

  const corpus = await loadCorpus(selected, settings, {
    cache: userDecodedCache(),
    onWarning: ({ message, leftOut }) => warn(message, leftOut),
    ...(onLoading && { onProgress: ({ done, total }) => onLoading(done, total) }),
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(signal && { signal }),
  });
  return { data, split, corpus, trainingOverlap: overlap, ...(match && { matchedBy: match }), warnings };
}

function warnOfTrainingOverlap(
  { usedForTraining, usedForValidation }: TrainingOverlap,
  total: number,
  warn: (message: string) => void,
): void {
  const ofTotal = `of ${plural(total, 'recording')}`;
  if (usedForTraining > 0) {
    warn(`training used ${usedForTraining} ${ofTotal}, so accuracy is optimistic; see --split`);
  }
  if (usedForValidation > 0) {
    warn(`model selection used ${usedForValidation} ${ofTotal}, so accuracy is slightly optimistic`);
  }
}
