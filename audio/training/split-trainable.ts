import { type AudioDataset, type CorpusSplit, splitCorpus } from '../corpus/index.js';
import { formatList } from '../corpus/names.js';
import { DatasetError } from '../../src/errors.js';
import type { RecordingConfig } from './config.js';

/** A corpus whose classes all have recordings to train on. */
export interface TrainableCorpus {
  readonly loaded: AudioDataset;
  readonly corpusSplit: CorpusSplit;
  readonly warnings: readonly string[];
}

/** The settings that determine a split. */
export interface SplitSettings extends Pick<
  RecordingConfig['data'],
  'validationFraction' | 'labelledRecordings' | 'clusters'
> {
  readonly labelSeed: number;
}

/**
 * Splits a corpus, and leaves out classes without a recording to train on: a model that knew their names would report
 * that it never detects them.
 * @throws DatasetError if fewer than two classes are left
 */
export function splitTrainable(whole: AudioDataset, settings: SplitSettings): TrainableCorpus {
  const corpusSplit = split(whole, settings);
  const unchanged = { loaded: whole, corpusSplit, warnings: [] };
  if (settings.labelledRecordings === 0) return unchanged;
  const trained = new Set(corpusSplit.labelled.map((index) => whole.recordings[index]!.species));
  const untrained = new Set(whole.classes.filter((name) => !trained.has(name)));
  if (untrained.size === 0) return unchanged;
  const names = formatList([...untrained]);
  if (whole.classes.length - untrained.size < 2) {
    throw new DatasetError(`${whole.name}: no training recordings of ${names}: at least two classes need some`);
  }
  const loaded = whole.withoutClasses(untrained);
  const count = whole.recordings.length - loaded.recordings.length;
  const others = count === 0 ? '' : `, and so ${count === 1 ? 'is its recording' : `are its ${count} recordings`}`;
  const warnings = [`no training recordings of ${names}: left out${others}`];
  return { loaded, corpusSplit: split(loaded, settings), warnings };
}

function split(corpus: AudioDataset, settings: SplitSettings): CorpusSplit {
  const { validationFraction, labelledRecordings, clusters, labelSeed: seed } = settings;
  const labels = labelledRecordings === 0 ? { clusters } : { labelledRecordings };
  return splitCorpus(corpus, { validationFraction, seed, ...labels });
}
