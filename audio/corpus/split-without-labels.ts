import type { AudioDataset } from './dataset.js';
import {
  clusterNames,
  type Dataset,
  indicesOfSources,
  splitByGroup,
  type SplitName,
  subset,
  withoutLabels,
} from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import type { SplitCorpus } from './split-corpus.js';

export interface SplitWithoutLabelsOptions {
  /** Share of all recordings that is held out. */
  readonly validationShare: number;
  readonly seed: number;
  /** How many clusters take the place of the classes; null: as many as there are folders of species. */
  readonly clusters: number | null;
}

/**
 * Splits a corpus by groups of recordings as if it were one folder: no species decides what is held out, and none is known afterwards.
 * @throws DatasetError if metadata.csv has a split of another name
 * @throws ConfigError if nobody says how many clusters there are
 */
export function splitWithoutLabels(corpus: AudioDataset, options: SplitWithoutLabelsOptions): SplitCorpus {
  const { validationShare, seed } = options;
  const classes = clusterNames(clusterCount(corpus, options));
  const items = corpus.recordings.map(({ group, split, segmentCount }) => ({
    label: 0,
    group,
    weight: segmentCount,
    ...(split !== undefined && { split }),
  }));
  const parts = splitByGroup(items, { validationShare, seed, classes: [corpus.name] });
  const dataset = (part: SplitName): Dataset => {
    const name = `${corpus.name}, ${part} without labels, seed ${seed}`;
    return withoutLabels(subset(corpus, indicesOfSources(corpus, parts[part]), name), classes);
  };
  const files = (part: SplitName): string[] => parts[part].map((source) => corpus.recordings[source]!.file);
  return {
    train: dataset('train'),
    ...(parts.validation.length > 0 && { validation: dataset('validation') }),
    recordings: { train: files('train'), validation: files('validation'), test: files('test') },
    trained: parts.train,
    warnings: parts.warnings,
  };
}

function clusterCount({ name, classes }: AudioDataset, { clusters }: SplitWithoutLabelsOptions): number {
  const count = clusters ?? classes.length;
  if (count >= 2) return count;
  throw new ConfigError(
    `${name}: no folders of species say how many clusters to look for; set data.clusters, for example data.clusters=10`,
  );
}
