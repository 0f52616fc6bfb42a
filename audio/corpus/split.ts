import {
  clusterNames,
  type Dataset,
  fingerprint,
  indicesOfSources,
  type RecordingSplit,
  SEGMENTS_OF_RECORDINGS,
  splitRecordings,
  type SplitRecordings,
  splitRecordingsWithoutLabels,
  type SplitName,
  subset,
  type Units,
  withoutLabels,
} from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import type { SegmentSettings } from '../segments/index.js';
import type { AudioDataset } from './dataset.js';

/** Options of a split, with or without use of the labels. */
export type SplitCorpusOptions = SplitWithLabelsOptions | SplitWithoutLabelsOptions;

/** A stratified split: the same fraction of every class is held out. */
export interface SplitWithLabelsOptions {
  /** Fraction of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  /** Seed of the held-out recordings and of those that keep their labels. */
  readonly seed: number;
  /** Recordings per class that keep their labels: a number, or a fraction below 1. Null or absent: all. */
  readonly labelledRecordings?: number | null;
}

/** A split that ignores species, as if the corpus were one folder. The resulting datasets have no labels. */
export interface SplitWithoutLabelsOptions {
  /** Fraction of all recordings that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** Number of clusters, which replace the classes; null: the number of species folders. */
  readonly clusters: number | null;
}

/** Indices of the recordings in each split. Independent of how samples are normalised or augmented later. */
export interface CorpusSplit extends SplitRecordings {
  readonly seed: number;
  /** Recordings per class that keep their labels: a number, or a fraction below 1. Null: all. */
  readonly labelledRecordings: number | null;
  /** Names of the clusters, for a split without labels. */
  readonly clusters?: readonly string[];
  /** Recordings used for training, including unlabelled ones. */
  readonly trained: readonly number[];
}

type FilesOfSplits = Readonly<Record<SplitName, readonly string[]>>;

/**
 * Splits of a corpus, which share no recordings or groups, and the settings that `train` saves with a model, so that
 * classification later prepares recordings as training did.
 */
export interface CorpusParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly unlabelled?: Dataset;
  /** Which training recordings kept their labels; absent if all did. */
  readonly labelSplit?: RecordingSplit;
  /** Files of each split, as paths below the corpus folder. `train` includes files whose labels are not used. */
  readonly recordings: FilesOfSplits & {
    /** Identify the content of the files, in their order; absent if one of them is not known. */
    readonly contentHashes?: FilesOfSplits;
  };
  readonly units: Units;
  readonly sampleRateHz: number;
  /** How recordings are segmented and normalised. */
  readonly audio: Pick<SegmentSettings, keyof SegmentSettings>;
  readonly warnings: readonly string[];
}

/** The properties of a corpus that determine its split. */
export type SplitSource = Pick<AudioDataset, 'name' | 'classes' | 'recordings'>;

/**
 * Splits a corpus by groups of recordings, using its labels unless the options contain `clusters`. The result depends
 * only on labels, groups, segment counts and the splits in metadata.csv.
 * @throws DatasetError if metadata.csv contains an unknown split, or a class has fewer
 *   recordings than `labelledRecordings`
 * @throws ConfigError if the number of clusters is unknown
 */
export function splitCorpus(corpus: SplitSource, options: SplitCorpusOptions): CorpusSplit {
  const { validationFraction, seed } = options;
  const { name, classes } = corpus;
  const items = corpus.recordings.map(({ label, group, split, segmentCount }) => ({
    label,
    group,
    weight: segmentCount,
    ...(split !== undefined && { split }),
  }));
  if ('clusters' in options) {
    const clusters = clusterNames(clusterCount(corpus, options));
    const split = splitRecordingsWithoutLabels(items, { validationFraction, seed, name });
    return { ...split, seed, labelledRecordings: null, clusters, trained: split.unlabelled };
  }
  const { labelledRecordings = null } = options;
  const split = splitRecordings(items, { validationFraction, seed, classes, labelledRecordings });
  return { ...split, seed, labelledRecordings, trained: [...split.train, ...split.unlabelled] };
}

/**
 * Returns the splits of a corpus as datasets: views of its segments, with the corpus's normalisation and augmentation.
 * @param corpus the corpus that was split, or the same recordings with a different normalisation or augmentation
 */
export function corpusParts(corpus: AudioDataset, split: CorpusSplit): CorpusParts {
  const { clusters, train, unlabelled, validation, test, warnings } = split;
  return {
    ...(clusters ? clusterDatasets(corpus, split, clusters) : labelledDatasets(corpus, split)),
    recordings: recordingsOf(corpus, { train: clusters ? unlabelled : train, validation, test }),
    units: SEGMENTS_OF_RECORDINGS,
    sampleRateHz: corpus.settings.sampleRateHz,
    audio: corpus.settings,
    warnings,
  };
}

type Datasets = Pick<CorpusParts, 'train' | 'validation' | 'unlabelled' | 'labelSplit'>;

function labelledDatasets(corpus: AudioDataset, split: CorpusSplit): Datasets {
  const { seed, labelledRecordings, train, labelled, withheld, validation } = split;
  const unlabelled = [...withheld, ...split.unlabelled];
  const datasetOf = (name: string, recordings: readonly number[]): Dataset =>
    subsetOf(corpus, `${name}, seed ${seed}`, recordings);
  return {
    train: datasetOf(labelledRecordings === null ? 'train' : `${labelledRecordings} labelled of train`, labelled),
    ...(validation.length > 0 && { validation: datasetOf('validation', validation) }),
    ...(unlabelled.length > 0 && { unlabelled: withoutLabels(datasetOf('unlabelled', unlabelled)) }),
    ...(labelledRecordings !== null && {
      labelSplit: {
        name: `${corpus.name}-seed${seed}-labelled${labelledRecordings}`,
        dataset: corpus.name,
        fingerprint: fingerprint(datasetOf('train', train)),
        seed,
        labelledRecordings,
        classes: corpus.classes,
        labelled: filesOf(corpus, labelled),
        unlabelled: filesOf(corpus, withheld),
      },
    }),
  };
}

function clusterDatasets(corpus: AudioDataset, split: CorpusSplit, clusters: readonly string[]): Datasets {
  const { seed, unlabelled, validation } = split;
  const datasetOf = (name: string, recordings: readonly number[]): Dataset =>
    withoutLabels(subsetOf(corpus, `${name} without labels, seed ${seed}`, recordings), clusters);
  return {
    train: datasetOf('train', unlabelled),
    ...(validation.length > 0 && { validation: datasetOf('validation', validation) }),
  };
}

function recordingsOf(
  corpus: AudioDataset,
  { train, validation, test }: Readonly<Record<SplitName, readonly number[]>>,
): CorpusParts['recordings'] {
  const inSplits = <T>(of: (recordings: readonly number[]) => T) => ({
    ...{ train: of(train), validation: of(validation), test: of(test) },
  });
  const known = [...train, ...validation, ...test].every((index) => corpus.recordings[index]!.contentHash);
  const hashOf = (index: number): string => corpus.recordings[index]!.contentHash!;
  return {
    ...inSplits((recordings) => filesOf(corpus, recordings)),
    ...(known && { contentHashes: inSplits((recordings) => recordings.map(hashOf)) }),
  };
}

function filesOf(corpus: AudioDataset, recordings: readonly number[]): string[] {
  return recordings.map((index) => corpus.recordings[index]!.file);
}

function subsetOf(corpus: AudioDataset, name: string, recordings: readonly number[]): Dataset {
  return subset(corpus, indicesOfSources(corpus, recordings), `${corpus.name}, ${name}`);
}

function clusterCount({ name, classes }: SplitSource, { clusters }: SplitWithoutLabelsOptions): number {
  const count = clusters ?? classes.length;
  if (count >= 2) return count;
  throw new ConfigError(
    `${name}: without species folders, the number of clusters is unknown; ` +
      'set data.clusters, for example data.clusters=10',
  );
}
