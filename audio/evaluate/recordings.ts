import { join } from 'node:path';
import { loadCorpus, scanCorpus, type AudioDataset } from '../corpus/index.js';
import { savedSegmentSettings, segmentsWithin, type SegmentSettings } from '../segments/index.js';
import { CheckpointError, ConfigError } from '../../src/errors.js';
import { predictExamples, score, scoreInContext } from '../../src/eval/index.js';
import {
  type EvaluateResult,
  type Heard,
  MANIFEST_FILE,
  type MeasureOptions,
  type ModelFolder,
  withModel,
} from '../../src/train/index.js';
import { plural } from '../../cli/ui/words.js';
import { heardBefore, inModelClasses, recordingsOf } from './selection.js';
import type { SplitChoice } from '../../src/data/index.js';

/** Labelled recordings of a corpus, or of a part of it, as a model hears them. */
export interface SegmentPart {
  /** Folder of the corpus. */
  readonly data: string;
  readonly split: SplitChoice;
  readonly corpus: AudioDataset;
  readonly heard: Heard;
  /** Those that were told; more may be added. */
  readonly warnings: string[];
}

/**
 * How a model does on a corpus, or on a part of it.
 * @throws ConfigError if no corpus is named, or a context holds no other segment
 * @throws DatasetError if there is nothing to measure it on
 */
export async function measureRecordings(folder: ModelFolder, options: MeasureOptions): Promise<EvaluateResult> {
  const { context: contextSeconds } = options;
  const reach = contextSeconds === undefined ? 0 : segmentsWithin(contextSeconds, audioSettings(folder));
  const { data, split, corpus, heard, warnings } = await openSegments(folder, options);
  const { dataset, unknown } = inModelClasses(corpus, folder.manifest.classes);
  if (unknown.length > 0) {
    const message = `left out, for the model does not know them: ${unknown.join(', ')}`;
    warnings.push(message);
    options.onWarning(message);
  }
  const predictions = await withModel(folder, options, (run) => predictExamples({ ...run, dataset }));
  return {
    ...{ model: folder.path, data, split },
    ...score(dataset, predictions),
    ...(contextSeconds !== undefined && {
      inContext: { contextSeconds, ...scoreInContext(dataset, predictions, reach) },
    }),
    ...heard,
    warnings,
  };
}

/**
 * The labelled recordings that a model is to be measured on.
 * @throws ConfigError if no corpus is named
 * @throws DatasetError if there is nothing to measure it on
 */
export async function openSegments(folder: ModelFolder, options: MeasureOptions): Promise<SegmentPart> {
  const { data, split = 'all', ffmpeg, onWarning, onLoading } = options;
  if (data === undefined) throw new ConfigError('no recordings given: name their folder with --data');
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    onWarning(message);
  };
  const settings = audioSettings(folder);
  const found = await scanCorpus(data, { minimumClasses: 1 });
  for (const { message } of found.warnings) warn(message);
  const chosen = recordingsOf(found, split, folder);
  const heard = heardBefore(chosen, folder.manifest);
  const flattered = folder.manifest.unsupervised !== true;
  if (flattered) warnOfHeard(heard, chosen.recordings.length, warn);

  const corpus = await loadCorpus(chosen, settings, {
    onWarning: ({ message }) => warn(message),
    onProgress: ({ done, total }) => onLoading(done, total),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
  return { data, split, corpus, heard, warnings };
}

function audioSettings({ path, manifest }: ModelFolder): SegmentSettings {
  if (manifest.audio === undefined) {
    throw new CheckpointError(
      `${path} is no model for recordings: its task is ${manifest.task}, and it has no audio settings`,
    );
  }
  return savedSegmentSettings(manifest.audio, join(path, MANIFEST_FILE));
}

function warnOfHeard(
  { heardInTraining, usedForValidation }: Heard,
  total: number,
  warn: (message: string) => void,
): void {
  if (heardInTraining > 0) {
    warn(
      `${heardInTraining} of ${plural(total, 'recording')} were trained on: accuracies are too good by that; see --split`,
    );
  }
  if (usedForValidation > 0) {
    warn(
      `${usedForValidation} of ${plural(total, 'recording')} were used to choose the best model: accuracies are a little too good by that`,
    );
  }
}
