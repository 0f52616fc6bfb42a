import type { SplitChoice } from '../../src/data/index.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { ConfigError } from '../../src/errors.js';
import { predictExamples, score, scoreInContext } from '../../src/eval/index.js';
import {
  type EvaluateResult,
  type TrainingOverlap,
  loadModel,
  type ModelFolder,
  withModel,
} from '../../src/train/index.js';
import { audioSettingsOf } from '../audio-settings.js';
import { loadCorpus, scanCorpus, type AudioDataset } from '../corpus/index.js';
import { contextSegmentCount } from '../segments/index.js';
import { trainingOverlap, withModelClasses, recordingsInSplit } from './selection.js';

/** Which recordings of a corpus, how they are read, and who hears of it; everything may be left out. */
export interface OpenEvaluationSegmentsOptions {
  /** All recordings, unless a part is named that the model was trained with. */
  readonly split?: SplitChoice;
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
  /** Stops the work: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called with each warning; the result has them as well. */
  readonly onWarning?: (message: string) => void;
  /** Called after each recording that was read. */
  readonly onLoading?: (done: number, total: number) => void;
}

/** What is measured, and on which engine; everything may be left out. */
export interface EvaluateRecordingsOptions extends OpenEvaluationSegmentsOptions, EngineOptions {
  /** Also measure segments heard together with those that begin at most so many seconds before or after them. */
  readonly contextSeconds?: number;
}

/** Labelled recordings of a corpus, or of a part of it, as a model hears them. */
export interface EvaluationSegments {
  /** Folder of the corpus. */
  readonly data: string;
  readonly split: SplitChoice;
  readonly corpus: AudioDataset;
  readonly trainingOverlap: TrainingOverlap;
  /** Those that were told; more may be added. */
  readonly warnings: string[];
}

/**
 * How a model does on a corpus, or on a part of it.
 * @param model a loaded model, or the folder of a run or of a model
 * @param data folder of the corpus
 * @throws CheckpointError if there is no model for recordings
 * @throws ConfigError if a context holds no other segment
 * @throws DatasetError if there is nothing to measure it on
 * @throws EngineError if the engine cannot be had
 */
export async function evaluateRecordings(
  model: ModelFolder | string,
  data: string,
  options: EvaluateRecordingsOptions = {},
): Promise<EvaluateResult> {
  const { contextSeconds, onWarning, signal } = options;
  const folder = typeof model === 'string' ? await loadModel(model) : model;
  const reach = contextSeconds === undefined ? 0 : contextSegmentCount(contextSeconds, audioSettingsOf(folder));
  const { split, corpus, trainingOverlap, warnings } = await openEvaluationSegments(folder, { ...options, data });
  const { dataset, unknown } = withModelClasses(corpus, folder.manifest.classes);
  if (unknown.length > 0) {
    const message = `left out, for the model does not know them: ${unknown.join(', ')}`;
    warnings.push(message);
    onWarning?.(message);
  }
  signal?.throwIfAborted();
  const predictions = await withModel(folder, options, (run) => predictExamples({ ...run, dataset }));
  return {
    ...{ model: folder.path, data, split },
    ...score(dataset, predictions),
    ...(contextSeconds !== undefined && {
      inContext: { contextSeconds, ...scoreInContext(dataset, predictions, reach) },
    }),
    ...trainingOverlap,
    warnings,
  };
}

/**
 * The labelled recordings that a model is to be measured on.
 * @throws CheckpointError if it is no model for recordings
 * @throws ConfigError if no corpus is named
 * @throws DatasetError if there is nothing to measure it on
 */
export async function openEvaluationSegments(
  folder: ModelFolder,
  options: OpenEvaluationSegmentsOptions & { readonly data?: string },
): Promise<EvaluationSegments> {
  const { data, split = 'all', ffmpeg, signal, onWarning, onLoading } = options;
  if (data === undefined) throw new ConfigError('no recordings given: name their folder with --data');
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    onWarning?.(message);
  };
  const settings = audioSettingsOf(folder);
  const found = await scanCorpus(data, { minimumClasses: 1 });
  for (const { message } of found.warnings) warn(message);
  const chosen = recordingsInSplit(found, split, folder);
  const overlap = trainingOverlap(chosen, folder.manifest);
  const flattered = folder.manifest.unsupervised !== true;
  if (flattered) warnOfTrainingOverlap(overlap, chosen.recordings.length, warn);

  const corpus = await loadCorpus(chosen, settings, {
    onWarning: ({ message }) => warn(message),
    ...(onLoading && { onProgress: ({ done, total }) => onLoading(done, total) }),
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(signal && { signal }),
  });
  return { data, split, corpus, trainingOverlap: overlap, warnings };
}

function warnOfTrainingOverlap(
  { usedForTraining, usedForValidation }: TrainingOverlap,
  total: number,
  warn: (message: string) => void,
): void {
  const of = `of ${total.toLocaleString('en-US')} recording${total === 1 ? '' : 's'}`;
  if (usedForTraining > 0) {
    warn(`${usedForTraining} ${of} were trained on: accuracies are too good by that; see --split`);
  }
  if (usedForValidation > 0) {
    warn(`${usedForValidation} ${of} were used to choose the best model: accuracies are a little too good by that`);
  }
}
