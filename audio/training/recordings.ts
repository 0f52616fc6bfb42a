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
import {
  backgroundClasses,
  concat,
  type Dataset,
  foldsByGroup,
  indicesOfSources,
  subset,
} from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import { type Predictions, score } from '../../src/eval/scores/index.js';
import {
  checkTraining,
  type CrossFit,
  type HeldOutPredictions,
  type OpenDataOptions,
  type RunData,
  type TaskData,
  type TaskKind,
} from '../../src/train/index.js';
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
  async openData({ data, audio, seed, loss, detection: { folds: foldCount, ...config } }, options) {
    const independent = loss.outputActivation === 'sigmoid';
    const folds = independent && foldCount > 0 ? { folds: foldCount } : {};
    const source = { ...data, labelSeed: data.labelSeed ?? seed, audio, ...folds };
    const { runData, folds: foldData, warnings } = await openRecordings(source, options);
    const detection = (validation: Dataset, predictions: Predictions): DetectionSettings =>
      calibrateDetections(validation, predictions, {
        config,
        backgroundClasses: backgroundClasses(validation.classes),
        contextSegments: contextSegmentCount(config.contextSeconds, { ...audio, normalisation: { kind: 'none' } }),
      });
    const conclude: CrossFit['conclude'] = (heldOut) => {
      const { dataset, predictions } = joined(heldOut);
      return { detection: detection(dataset, predictions), message: describeHeldOut(dataset, predictions) };
    };
    const kinds = { kind: recordingTasks, ...(independent && { detection }) };
    const crossFit = foldData.length > 0 ? { crossFit: { folds: foldData, conclude } } : {};
    return { runData: { ...runData, ...kinds, ...crossFit }, warnings };
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
  /** Folds of the labelled training recordings to prepare; absent: none. */
  readonly folds?: number;
}

/**
 * Loads the recordings of a folder and splits them by group.
 * @throws ConfigError if the source has no path
 * @throws DatasetError if the folder cannot be trained on: no audio, or too few classes
 */
export async function openRecordings(
  source: RecordingSource,
  options: OpenDataOptions = {},
): Promise<TaskData & { readonly folds: CrossFit['folds'] }> {
  const loaded = await load(source, options);
  const corpusSplit = split(loaded, source);
  const corpus = await prepared(loaded, corpusSplit, source);
  const { warnings, ...runData } = corpusParts(corpus, corpusSplit);
  const preprocessing = { normalisation: source.audio.normalisation };
  const folds = source.folds === undefined ? [] : await foldsOf(loaded, corpusSplit, source, source.folds);
  return { runData: { ...runData, preprocessing }, folds, warnings };
}

/** Normalises, augments and mixes a corpus for one split, with nothing from outside its training recordings. */
async function prepared(corpus: AudioDataset, split: CorpusSplit, source: RecordingSource): Promise<AudioDataset> {
  return mixed(augmented(normalised(corpus, split, source), source), split, source);
}

/** Divides the labelled training recordings into folds: the data of all but one, and that one. */
async function foldsOf(
  loaded: AudioDataset,
  split: CorpusSplit,
  source: RecordingSource,
  count: number,
): Promise<CrossFit['folds']> {
  const { labelled } = split;
  const items = labelled.map((index) => {
    const { label, group, segmentCount } = loaded.recordings[index]!;
    return { label, group, weight: segmentCount };
  });
  const foldOf = foldsByGroup(items, count, source.labelSeed);
  const folds: { data: RunData; dataset: Dataset }[] = [];
  for (let fold = 0; fold < count; fold++) {
    const held = labelled.filter((_, i) => foldOf[i] === fold);
    if (held.length === 0) continue;
    const kept = (recordings: readonly number[]): number[] => recordings.filter((index) => !held.includes(index));
    const { train, trained } = split;
    const rest = { train: kept(train), labelled: kept(labelled), trained: kept(trained), validation: [], test: [] };
    const foldSplit: CorpusSplit = { ...split, ...rest };
    const corpus = await prepared(loaded, foldSplit, source);
    const { warnings: _, labelSplit: __, ...data } = corpusParts(corpus, foldSplit);
    const name = `fold ${fold + 1} of ${count}`;
    folds.push({ data, dataset: subset(corpus, indicesOfSources(corpus, held), `${corpus.name}, ${name}`) });
  }
  return folds;
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
  const { pauseDb, clips: usesClips, ...mixing } = augmentation.mixing;
  const isSpecies = (recording: number): boolean => {
    const { label } = corpus.recordings[recording]!;
    return label >= 0 && !corpus.backgroundClasses.includes(corpus.classes[label]!);
  };
  const partners = labelled.filter(isSpecies);
  const background = labelled.filter((recording) => !isSpecies(recording)).map(corpus.samples);
  const usesNoise = mixing.noises + mixing.onlyNoises > 0;
  const clips = usesClips && usesNoise ? await loadClips(sampleRateHz) : [];
  const noise = createNoiseSource({ sampleRateHz, clips, background, augmentation });
  return corpus.withMixing({ ...mixing, pauseDb: pauseDb ?? Infinity, partners, noise });
}

function isMixed({ mixing }: AudioConfig['augmentation']): boolean {
  return mixing.songs + mixing.noises + mixing.onlyNoises > 0 || mixing.pauseDb !== null;
}

/** Joins the predictions of all folds. */
function joined(heldOut: readonly HeldOutPredictions[]): HeldOutPredictions {
  return heldOut.reduce((all, { dataset, predictions }) => {
    const logits = new Float32Array(all.predictions.logits.length + predictions.logits.length);
    logits.set(all.predictions.logits);
    logits.set(predictions.logits, all.predictions.logits.length);
    return {
      dataset: concat(all.dataset, dataset, 'held out'),
      predictions: { logits, outputActivation: predictions.outputActivation },
    };
  });
}

/** How good predictions of held-out recordings are, in one line. */
function describeHeldOut(dataset: Dataset, predictions: Predictions): string {
  const { recordings, recordingAccuracyByLoudness, recordingAccuracy, recordingRanking } = score(dataset, predictions);
  const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
  const accuracy = percent(recordingAccuracyByLoudness ?? recordingAccuracy);
  const precision = recordingRanking ? `, macro average precision ${percent(recordingRanking.averagePrecision)}` : '';
  return `predictions of ${recordings} held-out training recordings: ${accuracy} right${precision}`;
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
