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

/** How a corpus is split. */
export type SplitCorpusOptions = SplitWithLabelsOptions | SplitWithoutLabelsOptions;

/** By species, whose share each is held out. */
export interface SplitWithLabelsOptions {
  /** Share of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  /** Of what is held out, and of which recordings keep their labels. */
  readonly seed: number;
  /** How many recordings of every class keep their labels, or which share below 1; null or absent: all. */
  readonly labelledRecordings?: number | null;
}

/** As if the corpus were one folder: no species decides what is held out, and none is known afterwards. */
export interface SplitWithoutLabelsOptions {
  /** Share of all recordings that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** How many clusters take the place of the classes; null: as many as there are folders of species. */
  readonly clusters: number | null;
}

/** Which recordings are in which part, by their indices: decided once, whatever becomes of the samples afterwards. */
export interface CorpusSplit extends SplitRecordings {
  readonly seed: number;
  /** How many recordings of every class keep their labels, or which share below 1; null: all. */
  readonly labelledRecordings: number | null;
  /** Names of clusters, where labels do not count; absent where they do. */
  readonly clusters?: readonly string[];
  /** Recordings that are trained on, unlabelled ones included. */
  readonly trained: readonly number[];
}

/**
 * A corpus in parts that have no recording, and no group of recordings, in common; and what `train` saves with a model beside them, so that
 * it hears recordings later as it did in training.
 */
export interface CorpusParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly unlabelled?: Dataset;
  /** Which of the recordings to train on kept their labels; absent if all did. */
  readonly labelSplit?: RecordingSplit;
  /** Files in each part, by their paths below the corpus folder; those whose labels are not used are in `train` as well. */
  readonly recordings: Readonly<Record<SplitName, readonly string[]>>;
  readonly units: Units;
  readonly sampleRateHz: number;
  /** How recordings are cut up and normalised. */
  readonly audio: Pick<SegmentSettings, keyof SegmentSettings>;
  readonly warnings: readonly string[];
}

/** What of a corpus decides its split. */
type SplitSource = Pick<AudioDataset, 'name' | 'classes' | 'recordings'>;

/**
 * Splits a corpus by groups of recordings, with its labels or, where `clusters` is among the options, without them. Nothing but labels, groups,
 * numbers of segments and metadata.csv's splits counts.
 * @throws DatasetError if metadata.csv has a split of another name, or a class has fewer recordings than are to keep their labels
 * @throws ConfigError if there are to be clusters, and nobody says how many
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
 * The parts of a corpus as datasets: views of its segments, as the corpus normalises and augments them.
 * @param corpus the one that was split, or the same recordings normalised or augmented in another way
 */
export function corpusParts(corpus: AudioDataset, split: CorpusSplit): CorpusParts {
  const { clusters, train, unlabelled, validation, test, warnings } = split;
  return {
    ...(clusters ? clusterParts(corpus, split, clusters) : labelledParts(corpus, split)),
    recordings: {
      train: filesOf(corpus, clusters ? unlabelled : train),
      validation: filesOf(corpus, validation),
      test: filesOf(corpus, test),
    },
    units: SEGMENTS_OF_RECORDINGS,
    sampleRateHz: corpus.settings.sampleRateHz,
    audio: corpus.settings,
    warnings,
  };
}

type Datasets = Pick<CorpusParts, 'train' | 'validation' | 'unlabelled' | 'labelSplit'>;

function labelledParts(corpus: AudioDataset, split: CorpusSplit): Datasets {
  const { seed, labelledRecordings, train, labelled, withheld, validation } = split;
  const unlabelled = [...withheld, ...split.unlabelled];
  const part = (name: string, chosen: readonly number[]): Dataset => partOf(corpus, `${name}, seed ${seed}`, chosen);
  return {
    train: part(labelledRecordings === null ? 'train' : `${labelledRecordings} labelled of train`, labelled),
    ...(validation.length > 0 && { validation: part('validation', validation) }),
    ...(unlabelled.length > 0 && { unlabelled: withoutLabels(part('unlabelled', unlabelled)) }),
    ...(labelledRecordings !== null && {
      labelSplit: {
        name: `${corpus.name}-seed${seed}-labelled${labelledRecordings}`,
        dataset: corpus.name,
        fingerprint: fingerprint(part('train', train)),
        seed,
        labelledRecordings,
        classes: corpus.classes,
        labelled: filesOf(corpus, labelled),
        unlabelled: filesOf(corpus, withheld),
      },
    }),
  };
}

function clusterParts(corpus: AudioDataset, split: CorpusSplit, clusters: readonly string[]): Datasets {
  const { seed, unlabelled, validation } = split;
  const part = (name: string, chosen: readonly number[]): Dataset =>
    withoutLabels(partOf(corpus, `${name} without labels, seed ${seed}`, chosen), clusters);
  return {
    train: part('train', unlabelled),
    ...(validation.length > 0 && { validation: part('validation', validation) }),
  };
}

function filesOf(corpus: AudioDataset, recordings: readonly number[]): string[] {
  return recordings.map((index) => corpus.recordings[index]!.file);
}

function partOf(corpus: AudioDataset, name: string, recordings: readonly number[]): Dataset {
  return subset(corpus, indicesOfSources(corpus, recordings), `${corpus.name}, ${name}`);
}

function clusterCount({ name, classes }: SplitSource, { clusters }: SplitWithoutLabelsOptions): number {
  const count = clusters ?? classes.length;
  if (count >= 2) return count;
  throw new ConfigError(
    `${name}: no folders of species say how many clusters to look for; set data.clusters, for example data.clusters=10`,
  );
}
