import {
  type AudioDataset,
  loadCorpus,
  scanCorpus,
  splitCorpus,
  type SplitCorpus,
  splitWithoutLabels,
} from '../corpus/index.js';
import { type SegmentSettings } from '../segments/index.js';
import { SEGMENTS_OF_RECORDINGS } from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import { type Config, isUnsupervised, type OpenDataOptions, type TaskData } from '../../src/train/index.js';

/**
 * Recordings of a folder, split by their groups.
 * @throws ConfigError if no folder is named
 * @throws DatasetError if the folder is no corpus to learn from
 */
export async function openRecordings(options: OpenDataOptions): Promise<TaskData> {
  const { config } = options;
  const loaded = await load(options);
  const firstSplit = split(loaded, config);
  const corpus = augmented(normalised(loaded, firstSplit, config), config);
  const { train, validation, unlabelled, labelSplit, recordings, warnings } =
    corpus === loaded ? firstSplit : split(corpus, config);
  return {
    parts: {
      train,
      ...(validation && { validation }),
      ...(unlabelled && { unlabelled }),
      ...(labelSplit && { labelSplit }),
      units: SEGMENTS_OF_RECORDINGS,
      audio: corpus.settings,
      recordings,
    },
    warnings,
  };
}

function split(corpus: AudioDataset, config: Config): SplitCorpus {
  const { validationShare, labelledRecordings, clusters, labelSeed } = config.data;
  const seed = labelSeed ?? config.seed;
  return isUnsupervised(config)
    ? splitWithoutLabels(corpus, { validationShare, seed, clusters })
    : splitCorpus(corpus, { validationShare, seed, labelledRecordings });
}

async function load({ config, ffmpeg, signal, onWarning, onLoading }: OpenDataOptions): Promise<AudioDataset> {
  const folder = config.data.path;
  if (folder === null) throw new ConfigError('no recordings given: name their folder with --data');
  const found = await scanCorpus(folder, isUnsupervised(config) ? { minimumClasses: 0, loose: 'unlabelled' } : {});
  found.warnings.forEach(onWarning);
  const { sampleRateHz, segmentSeconds, overlap, normalisation } = config.audio;
  const settings: SegmentSettings = {
    sampleRateHz,
    segmentSeconds,
    overlap,
    // Moments of the data set are known once it is loaded and split.
    normalisation: { kind: normalisation === 'dataset' ? 'none' : normalisation },
  };
  return loadCorpus(found, settings, {
    signal,
    onWarning,
    onProgress: ({ done, total, seconds }) => onLoading({ what: 'recording', done, total, seconds }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

/** Whoever trains on it asks for changed segments, whoever measures on it for those that there are. */
function augmented(corpus: AudioDataset, { audio: { augmentation } }: Config): AudioDataset {
  return augmentation.speed === 0 && augmentation.equaliser === 0 ? corpus : corpus.withAugmentation(augmentation);
}

/** The corpus normalised by the moments of what is trained on: what is held out must not tell anything. */
function normalised(corpus: AudioDataset, { trained }: SplitCorpus, config: Config): AudioDataset {
  if (config.audio.normalisation !== 'dataset') return corpus;
  return corpus.withNormalisation({ kind: 'dataset', ...corpus.moments(trained) });
}
