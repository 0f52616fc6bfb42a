import type { AudioDataset, LoadedRecording } from './dataset.js';
import {
  type Dataset,
  drawLabelledRecordings,
  fingerprint,
  indicesOfSources,
  type RecordingSplit,
  splitByGroup,
  type SplitItem,
  type SplitName,
  subset,
  UNLABELLED,
  withoutLabels,
} from '../../src/data/index.js';

export interface SplitCorpusOptions {
  /** Share of each class that is held out. */
  readonly validationShare: number;
  /** Of what is held out, and of which recordings keep their labels. */
  readonly seed: number;
  /** How many recordings of every class keep their labels, or which share below 1; null or absent: all. */
  readonly labelledRecordings?: number | null;
}

/** A corpus in parts that have no recording, and no group of recordings, in common. */
export interface SplitCorpus {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly unlabelled?: Dataset;
  /** Which of the recordings to train on kept their labels; absent if all did. */
  readonly labelSplit?: RecordingSplit;
  /** Files in each part, by their paths below the corpus folder; those whose labels are not used are in `train` as well. */
  readonly recordings: Readonly<Record<SplitName, readonly string[]>>;
  /** Indices of the recordings that are trained on, unlabelled ones included. */
  readonly trained: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Splits a corpus by groups of recordings. Unlabelled recordings train as well, except those that are of one group with something held
 * out. Which recordings keep their labels is drawn after the split, of those to train on: the held-out ones are the same for every draw.
 * @throws DatasetError if metadata.csv has a split of another name, or a class has fewer recordings than are to keep their labels
 */
export function splitCorpus(corpus: AudioDataset, options: SplitCorpusOptions): SplitCorpus {
  const { validationShare, seed, labelledRecordings = null } = options;
  const labelled = sourcesWhere(corpus, ({ label }) => label !== UNLABELLED);
  const items = labelled.map((source) => itemOf(corpus, source));
  const split = splitByGroup(items, { validationShare, seed, classes: corpus.classes });
  const sources = (name: SplitName): number[] => split[name].map((item) => labelled[item]!);
  const files = (chosen: readonly number[]): string[] => chosen.map((source) => corpus.recordings[source]!.file);
  const part = (name: string, chosen: readonly number[]): Dataset =>
    subset(corpus, indicesOfSources(corpus, chosen), `${corpus.name}, ${name}, seed ${seed}`);

  const train = sources('train');
  const draw = drawn(corpus, train, labelledRecordings, seed);
  const heldOut = new Set(
    [...sources('validation'), ...sources('test')].map((source) => corpus.recordings[source]!.group),
  );
  const withoutSpecies = sourcesWhere(corpus, ({ label, group }) => label === UNLABELLED && !heldOut.has(group));
  const unlabelled = [...draw.unlabelled, ...withoutSpecies];
  const name = `${corpus.name}-seed${seed}-labelled${labelledRecordings}`;

  return {
    train: part(labelledRecordings === null ? 'train' : `${labelledRecordings} labelled of train`, draw.labelled),
    ...(split.validation.length > 0 && { validation: part('validation', sources('validation')) }),
    ...(unlabelled.length > 0 && { unlabelled: withoutLabels(part('unlabelled', unlabelled)) }),
    ...(labelledRecordings !== null && {
      labelSplit: {
        name,
        dataset: corpus.name,
        fingerprint: fingerprint(part('train', train)),
        seed,
        labelledRecordings,
        classes: corpus.classes,
        labelled: files(draw.labelled),
        unlabelled: files(draw.unlabelled),
      },
    }),
    recordings: { train: files(train), validation: files(sources('validation')), test: files(sources('test')) },
    trained: [...train, ...withoutSpecies],
    warnings: [...split.warnings, ...draw.warnings],
  };
}

interface Draw {
  readonly labelled: readonly number[];
  readonly unlabelled: readonly number[];
  readonly warnings: readonly string[];
}

/** Which of the recordings to train on keep their labels. */
function drawn(corpus: AudioDataset, train: readonly number[], count: number | null, seed: number): Draw {
  if (count === null) return { labelled: train, unlabelled: [], warnings: [] };
  const items = train.map((source) => itemOf(corpus, source));
  const { labelled, unlabelled, warnings } = drawLabelledRecordings(items, { count, seed, classes: corpus.classes });
  const sources = (chosen: readonly number[]): number[] => chosen.map((item) => train[item]!);
  return { labelled: sources(labelled), unlabelled: sources(unlabelled), warnings };
}

function itemOf(corpus: AudioDataset, source: number): SplitItem {
  const { label, group, split, segmentCount } = corpus.recordings[source]!;
  return { label, group, weight: segmentCount, ...(split !== undefined && { split }) };
}

/** Indices of the recordings that satisfy a condition. */
function sourcesWhere(corpus: AudioDataset, condition: (recording: LoadedRecording) => boolean): number[] {
  return corpus.recordings.flatMap((recording, index) => (condition(recording) ? [index] : []));
}
