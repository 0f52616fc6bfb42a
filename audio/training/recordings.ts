import {
  type AudioDataset,
  corpusParts,
  type CorpusSplit,
  loadCorpus,
  scanCorpus,
  splitCorpus,
} from '../corpus/index.js';
import { type SegmentSettings } from '../segments/index.js';
import { ConfigError } from '../../src/errors.js';
import { checkTraining, type OpenDataOptions, type TaskData, type TaskKind } from '../../src/train/index.js';
import { type AudioConfig, type RecordingConfig, recordingSchema } from './config.js';

/** Experiments on folders of recordings. */
export const recordingTasks: TaskKind<RecordingConfig> = {
  name: 'recordings',
  examples: 'recordings',
  datasets: ['recordings'],
  filePrefix: '',
  schema: recordingSchema,
  check: (config) => checkTraining(config, { path: 'data.labelledRecordings', count: config.data.labelledRecordings }),
  async openData({ data, audio, seed }, options) {
    const source = { ...data, labelSeed: data.labelSeed ?? seed, audio };
    const { parts, warnings } = await openRecordings(source, options);
    return { parts: { ...parts, kind: recordingTasks }, warnings };
  },
};

/** Which recordings are opened, and how they are cut up and divided: as a configuration has it. */
export interface RecordingSource extends Pick<
  RecordingConfig['data'],
  'path' | 'validationFraction' | 'labelledRecordings' | 'clusters'
> {
  readonly labelSeed: number;
  readonly audio: AudioConfig;
}

/**
 * Recordings of a folder, split by their groups.
 * @throws ConfigError if no folder is named
 * @throws DatasetError if the folder is no corpus to learn from
 */
export async function openRecordings(source: RecordingSource, options: OpenDataOptions = {}): Promise<TaskData> {
  const loaded = await load(source, options);
  const divided = split(loaded, source);
  const corpus = augmented(normalised(loaded, divided, source), source);
  const { warnings, ...parts } = corpusParts(corpus, divided);
  return { parts: { ...parts, preprocessing: { normalisation: source.audio.normalisation } }, warnings };
}

function split(corpus: AudioDataset, source: RecordingSource): CorpusSplit {
  const { validationFraction, labelledRecordings, clusters, labelSeed: seed } = source;
  const labels = labelledRecordings === 0 ? { clusters } : { labelledRecordings };
  return splitCorpus(corpus, { validationFraction, seed, ...labels });
}

async function load(
  { path: folder, labelledRecordings, audio }: RecordingSource,
  { ffmpeg, signal, onWarning, onLoading }: OpenDataOptions,
): Promise<AudioDataset> {
  if (folder === null) throw new ConfigError('no recordings given: name their folder with --data');
  const found = await scanCorpus(folder, labelledRecordings === 0 ? { minimumClasses: 0, loose: 'unlabelled' } : {});
  for (const warning of found.warnings) onWarning?.(warning);
  const { sampleRateHz, segmentSeconds, overlap, normalisation } = audio;
  const settings: SegmentSettings = {
    sampleRateHz,
    segmentSeconds,
    overlap,
    // Moments of the data set are known once it is loaded and split.
    normalisation: { kind: normalisation === 'dataset' ? 'none' : normalisation },
  };
  return loadCorpus(found, settings, {
    ...(signal && { signal }),
    ...(onWarning && { onWarning }),
    onProgress: ({ done, total, seconds }) => onLoading?.({ what: 'recording', done, total, seconds }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

/** Whoever trains on it asks for changed segments, whoever measures on it for those that there are. */
function augmented(corpus: AudioDataset, { audio: { augmentation } }: RecordingSource): AudioDataset {
  return augmentation.speed === 0 && augmentation.equaliser === 0 ? corpus : corpus.withAugmentation(augmentation);
}

/** The corpus normalised by the moments of what is trained on: what is held out must not tell anything. */
function normalised(corpus: AudioDataset, { trained }: CorpusSplit, { audio }: RecordingSource): AudioDataset {
  if (audio.normalisation !== 'dataset') return corpus;
  return corpus.withNormalisation({ kind: 'dataset', ...corpus.moments(trained) });
}
