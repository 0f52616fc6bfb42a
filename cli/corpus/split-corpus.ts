import type { AudioDataset, LoadedRecording } from '../../audio/corpus/dataset.js';
import { splitByGroup, type SplitName } from '../../src/data/split.js';
import { indicesOfSources, subset } from '../../src/data/subset.js';
import { UNLABELLED, type Dataset } from '../../src/data/types.js';

export interface SplitCorpusOptions {
  readonly validationShare: number;
  readonly seed: number;
}

/** A corpus in parts that have no recording, and no group of recordings, in common. */
export interface SplitCorpus {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly unlabelled?: Dataset;
  /** Files in each part, by their paths below the corpus folder. */
  readonly recordings: Readonly<Record<SplitName, readonly string[]>>;
  /** Indices of the recordings that are trained on, unlabelled ones included. */
  readonly trained: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Splits a corpus by groups of recordings. Unlabelled recordings train as well, except those that are of one group with something held
 * out.
 * @throws DatasetError if metadata.csv has a split of another name
 */
export function splitCorpus(corpus: AudioDataset, { validationShare, seed }: SplitCorpusOptions): SplitCorpus {
  const labelled = sourcesWhere(corpus, ({ label }) => label !== UNLABELLED);
  const items = labelled.map((source) => {
    const { label, group, split, segmentCount } = corpus.recordings[source]!;
    return { label, group, weight: segmentCount, ...(split !== undefined && { split }) };
  });
  const split = splitByGroup(items, { validationShare, seed, classes: corpus.classes });
  const sources = (name: SplitName): number[] => split[name].map((item) => labelled[item]!);

  const heldOut = new Set(
    [...sources('validation'), ...sources('test')].map((source) => corpus.recordings[source]!.group),
  );
  const unlabelled = sourcesWhere(corpus, ({ label, group }) => label === UNLABELLED && !heldOut.has(group));
  const part = (name: string, chosen: readonly number[]): Dataset =>
    subset(corpus, indicesOfSources(corpus, chosen), `${corpus.name}, ${name}, seed ${seed}`);
  const files = (chosen: readonly number[]): string[] => chosen.map((source) => corpus.recordings[source]!.file);

  return {
    train: part('train', sources('train')),
    ...(split.validation.length > 0 && { validation: part('validation', sources('validation')) }),
    ...(unlabelled.length > 0 && { unlabelled: part('unlabelled', unlabelled) }),
    recordings: {
      train: files(sources('train')),
      validation: files(sources('validation')),
      test: files(sources('test')),
    },
    trained: [...sources('train'), ...unlabelled],
    warnings: split.warnings,
  };
}

function sourcesWhere(corpus: AudioDataset, condition: (recording: LoadedRecording) => boolean): number[] {
  return corpus.recordings.flatMap((recording, source) => (condition(recording) ? [source] : []));
}
