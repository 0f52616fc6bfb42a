import {
  type AudioDataset,
  checkSplits,
  type Corpus,
  corpusParts,
  type CorpusSplit,
  loadCorpus,
  scanCorpus,
  userDecodedCache,
} from '../corpus/index.js';
import { formatList } from '../corpus/names.js';
import { calibrateDetections, detectionGroup, type DetectionSettings } from '../detections/index.js';
import { contextSegmentCount, type SegmentSettings } from '../segments/index.js';
import { backgroundClasses, type Dataset } from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import type { Predictions } from '../../src/eval/scores/index.js';
import {
  checkTraining,
  checkViews,
  type CrossFit,
  type OpenDataOptions,
  type TaskData,
  type TaskKind,
} from '../../src/train/index.js';
import { type AudioConfig, type RecordingConfig, recordingSchema } from './config.js';
import { foldReport } from './fold-report.js';
import { type Folds, foldsOf } from './folds.js';
import { checkMixing, mixed, type MixedCorpus } from './mixed.js';
import { splitTrainable } from './split-trainable.js';

/** Training tasks on folders of recordings. */
export const recordingTasks: TaskKind<RecordingConfig> = {
  name: 'recordings',
  examples: 'recordings',
  datasets: ['recordings'],
  filePrefix: '',
  schema: recordingSchema,
  check(config) {
    checkTraining(config, { path: 'data.labelledRecordings', count: config.data.labelledRecordings });
    checkMixing(config);
    checkViews(config);
    checkDetectionNeedsSigmoid(config);
    const { folds, labelledRecordings } = config.data;
    if (folds > 0 && labelledRecordings === 0) {
      throw new ConfigError('data.folds needs labels: expected data.labelledRecordings above 0, or no folds');
    }
  },
  async checkData({ data }) {
    await scan(data);
  },
  async openData({ data, audio, seed, loss, detection: config, engine }, options) {
    const independent = loss.outputActivation === 'sigmoid';
    const { folds: foldCount, groupBy, ...settings } = data;
    const source = { ...settings, groupBy, labelSeed: data.labelSeed ?? seed, audio, folds: foldCount };
    const { runData, loaded, labelled, folds, ...findings } = await openRecordings(source, options);
    const detection = (dataset: Dataset, predictions: Predictions): DetectionSettings =>
      calibrateDetections(dataset, predictions, {
        config,
        backgroundClasses: backgroundClasses(dataset.classes),
        contextSegments: contextSegmentCount(config.contextSeconds, { ...audio, normalisation: { kind: 'none' } }),
      });
    const concluded = foldReport({
      ...{ corpus: loaded, labelled, engine, seed, groupBy, targetPrecision: config.precision },
      ...(independent && { calibrate: ({ dataset, predictions }) => detection(dataset, predictions) }),
    });
    const kinds = { kind: recordingTasks, ...(independent && { detection }) };
    const crossFit = folds.length > 0 ? { crossFit: { folds, ...concluded } } : {};
    return { runData: { ...runData, ...kinds, ...crossFit }, ...findings };
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
  /** Column of metadata.csv that groups recordings; default: `group`. */
  readonly groupBy?: string;
  /** Folds of the labelled training recordings to prepare; 0 or absent: none. */
  readonly folds?: number;
}

/** Recordings that were opened: their data, their folds, and the recordings themselves. */
export interface OpenedRecordings extends TaskData {
  readonly loaded: AudioDataset;
  /** Indices of the labelled training recordings. */
  readonly labelled: readonly number[];
  readonly folds: CrossFit['folds'];
}

/**
 * Loads the recordings of a folder and splits them by group.
 * @throws ConfigError if the source has no path
 * @throws DatasetError if the folder cannot be trained on: no audio, or too few classes
 */
export async function openRecordings(
  source: RecordingSource,
  options: OpenDataOptions = {},
): Promise<OpenedRecordings> {
  const whole = await load(source, options);
  const { loaded, corpusSplit, warnings: untrained } = splitTrainable(whole, source);
  const { corpus, note } = await prepared(loaded, corpusSplit, source);
  const { warnings, ...runData } = corpusParts(corpus, corpusSplit);
  const preprocessing = { normalisation: source.audio.normalisation };
  const prepare = async (whole: AudioDataset, part: CorpusSplit) => (await prepared(whole, part, source)).corpus;
  const { folds: count = 0, labelSeed: seed } = source;
  const { folds, classesInNone } =
    count === 0 ? NO_FOLDS : await foldsOf(loaded, corpusSplit, { count, seed, prepare });
  const notes = note === undefined ? {} : { notes: [note] };
  const { labelled } = corpusSplit;
  const findings = { warnings: [...untrained, ...warnings, ...notHeldOut(classesInNone)], ...notes };
  return { runData: { ...runData, preprocessing, ...commonNamesOf(loaded) }, loaded, labelled, folds, ...findings };
}

/** Common names of classes: column `common_name` of metadata.csv. */
function commonNamesOf({ classes, recordings }: AudioDataset): Pick<OpenedRecordings['runData'], 'commonNames'> {
  const names = new Map<string, string>();
  for (const { label, metadata } of recordings) {
    const name = metadata['common_name']?.trim() ?? '';
    const species = classes[label];
    if (species !== undefined && name !== '' && !names.has(species)) names.set(species, name);
  }
  return names.size === 0 ? {} : { commonNames: Object.fromEntries(names) };
}

const NO_FOLDS: Folds = { folds: [], classesInNone: [] };

/** Warns of classes that the report says nothing of. */
function notHeldOut(classes: readonly string[]): readonly string[] {
  if (classes.length === 0) return [];
  return [`no fold holds out ${formatList(classes)}: all recordings are of one group, or in one fold`];
}

/** @throws ConfigError if settings of detection would have no effect, because each example has one class */
function checkDetectionNeedsSigmoid({ detection, loss }: RecordingConfig): void {
  if (loss.outputActivation === 'sigmoid') return;
  const defaults = detectionGroup.parse({});
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  const given = names.find((name) => detection[name] !== defaults[name]);
  if (given === undefined) return;
  throw new ConfigError(
    `detection.${given} has no effect with loss.outputActivation ${loss.outputActivation}: use sigmoid, ` +
      `or remove detection.${given}`,
  );
}

/** Normalises, augments and mixes a corpus for one split, with nothing from outside its training recordings. */
async function prepared(corpus: AudioDataset, split: CorpusSplit, source: RecordingSource): Promise<MixedCorpus> {
  return mixed(augmented(normalised(corpus, split, source), source), split, source.audio);
}

/** Finds the recordings of a folder, and checks their splits. */
async function scan(
  { path: folder, labelledRecordings, groupBy }: Pick<RecordingSource, 'path' | 'labelledRecordings' | 'groupBy'>,
  onWarning?: OpenDataOptions['onWarning'],
): Promise<Corpus> {
  if (folder === null) throw new ConfigError('no recordings given: pass their folder with --data');
  const unlabelled = labelledRecordings === 0 && ({ minimumClasses: 0, loose: 'unlabelled' } as const);
  const scanned = await scanCorpus(folder, { ...unlabelled, groupBy });
  for (const warning of scanned.warnings) onWarning?.(warning);
  checkSplits(scanned);
  return scanned;
}

async function load(
  source: RecordingSource,
  { ffmpeg, signal, onWarning, onLoading }: OpenDataOptions,
): Promise<AudioDataset> {
  const scanned = await scan(source, onWarning);
  const { audio } = source;
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

/** Normalises the corpus with the moments of the training recordings only, so that held-out data cannot leak. */
function normalised(corpus: AudioDataset, { trained }: CorpusSplit, { audio }: RecordingSource): AudioDataset {
  if (audio.normalisation !== 'dataset') return corpus;
  return corpus.withNormalisation({ kind: 'dataset', ...corpus.moments(trained) });
}
