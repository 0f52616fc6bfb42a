import {
  type AudioDataset,
  checkSplits,
  corpusParts,
  type CorpusSplit,
  loadCorpus,
  scanCorpus,
  splitCorpus,
  userDecodedCache,
} from '../corpus/index.js';
import { calibrateDetections, type DetectionSettings } from '../detections/index.js';
import { loadClips } from '../negatives/index.js';
import { contextSegmentCount, type SegmentSettings } from '../segments/index.js';
import { backgroundClasses, type Dataset } from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import type { Predictions } from '../../src/eval/index.js';
import { checkTraining, type OpenDataOptions, type TaskData, type TaskKind } from '../../src/train/index.js';
import { type AudioConfig, type RecordingConfig, recordingSchema } from './config.js';
import { createNoiseSource } from './noise-source.js';

/** Training tasks on folders of recordings. */
export const recordingTasks: TaskKind<RecordingConfig> = {
  name: 'recordings',
  examples: 'recordings',
  datasets: ['recordings'],
  filePrefix: '',
  schema: recordingSchema,
  check(config) {
    checkTraining(config, { path: 'data.labelledRecordings', count: config.data.labelledRecordings });
    checkMixingNeedsSigmoid(config);
  },
  async openData({ data, audio, seed, loss, detection: config }, options) {
    const source = { ...data, labelSeed: data.labelSeed ?? seed, audio };
    const { runData, warnings } = await openRecordings(source, options);
    const detection = (validation: Dataset, predictions: Predictions): DetectionSettings =>
      calibrateDetections(validation, predictions, {
        config,
        backgroundClasses: backgroundClasses(validation.classes),
        contextSegments: contextSegmentCount(config.contextSeconds, { ...audio, normalisation: { kind: 'none' } }),
      });
    const independent = loss.outputActivation === 'sigmoid';
    return { runData: { ...runData, kind: recordingTasks, ...(independent && { detection }) }, warnings };
  },
};

/**
 * The settings of a configuration that determine which recordings are loaded, and how they are segmented and split.
 */
export interface RecordingSource extends Pick<
  RecordingConfig['data'],
  'path' | 'validationFraction' | 'labelledRecordings' | 'clusters'
> {
  readonly labelSeed: number;
  readonly audio: AudioConfig;
}

/**
 * Loads the recordings of a folder and splits them by group.
 * @throws ConfigError if the source has no path
 * @throws DatasetError if the folder cannot be trained on: no audio, or too few classes
 */
export async function openRecordings(source: RecordingSource, options: OpenDataOptions = {}): Promise<TaskData> {
  const loaded = await load(source, options);
  const corpusSplit = split(loaded, source);
  const corpus = await mixed(augmented(normalised(loaded, corpusSplit, source), source), corpusSplit, source);
  const { warnings, ...runData } = corpusParts(corpus, corpusSplit);
  return { runData: { ...runData, preprocessing: { normalisation: source.audio.normalisation } }, warnings };
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
  if (folder === null) throw new ConfigError('no recordings given: pass their folder with --data');
  const scanned = await scanCorpus(folder, labelledRecordings === 0 ? { minimumClasses: 0, loose: 'unlabelled' } : {});
  for (const warning of scanned.warnings) onWarning?.(warning);
  checkSplits(scanned);
  const { sampleRateHz, segmentSeconds, overlap, normalisation } = audio;
  const settings: SegmentSettings = {
    sampleRateHz,
    segmentSeconds,
    overlap,
    // The moments of the training set are computed after loading and splitting.
    normalisation: { kind: normalisation === 'dataset' ? 'none' : normalisation },
  };
  return loadCorpus(scanned, settings, {
    cache: userDecodedCache(),
    ...(signal && { signal }),
    ...(onWarning && { onWarning }),
    onProgress: ({ done, total, seconds }) => onLoading?.({ what: 'recording', done, total, seconds }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

/** Enables augmentation: training then reads augmented segments, evaluation the originals. */
function augmented(corpus: AudioDataset, { audio: { augmentation } }: RecordingSource): AudioDataset {
  return augmentation.speed === 0 && augmentation.equaliser === 0 ? corpus : corpus.withAugmentation(augmentation);
}

/** Mixes sounds into training segments. Only labelled training recordings are mixed into others. */
async function mixed(
  corpus: AudioDataset,
  { labelled }: CorpusSplit,
  { audio: { sampleRateHz, augmentation } }: RecordingSource,
): Promise<AudioDataset> {
  if (!isMixed(augmentation)) return corpus;
  const { pauseDb, ...mixing } = augmentation.mixing;
  const isSpecies = (recording: number): boolean => {
    const { label } = corpus.recordings[recording]!;
    return label >= 0 && !corpus.backgroundClasses.includes(corpus.classes[label]!);
  };
  const partners = labelled.filter(isSpecies);
  const background = labelled.filter((recording) => !isSpecies(recording)).map(corpus.samples);
  const usesNoise = mixing.noises + mixing.onlyNoises > 0;
  const clips = usesNoise ? await loadClips(sampleRateHz) : [];
  const noise = createNoiseSource({ sampleRateHz, clips, background, augmentation });
  return corpus.withMixing({ ...mixing, pauseDb: pauseDb ?? Infinity, partners, noise });
}

function isMixed({ mixing }: AudioConfig['augmentation']): boolean {
  return mixing.songs + mixing.noises + mixing.onlyNoises > 0 || mixing.pauseDb !== null;
}

/** @throws ConfigError if sounds are mixed, but each example has one class */
function checkMixingNeedsSigmoid({ audio, loss }: RecordingConfig): void {
  if (!isMixed(audio.augmentation) || loss.outputActivation === 'sigmoid') return;
  throw new ConfigError(
    `audio.augmentation.mixing gives examples several species, or none, but loss.outputActivation is ` +
      `${loss.outputActivation}, with one class per example: use sigmoid`,
  );
}

/** Normalises the corpus with the moments of the training recordings only, so that held-out data cannot leak. */
function normalised(corpus: AudioDataset, { trained }: CorpusSplit, { audio }: RecordingSource): AudioDataset {
  if (audio.normalisation !== 'dataset') return corpus;
  return corpus.withNormalisation({ kind: 'dataset', ...corpus.moments(trained) });
}
