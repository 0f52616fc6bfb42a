import {
  loadCorpus,
  scanCorpus,
  type AudioDataset,
  type AudioWarning,
  type SegmentSettings,
} from '../../audio/index.js';
import { createEngine } from '../../src/engine/index.js';
import { ConfigError } from '../../src/errors.js';
import { createModel } from '../../src/models/index.js';
import { checkRunFolder, loadConfig, train, type Config, type TrainEvent } from '../../src/train/index.js';
import { splitCorpus, type SplitCorpus } from '../corpus/split-corpus.js';
import type { LoadingProgress, TrainRequest } from './protocol.js';

/** What a run tells, and how it is stopped. */
export interface RunTrainingOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
  readonly onLoading: (progress: LoadingProgress) => void;
  /** Asked after every event: whether to leave without saving. */
  readonly leave: () => boolean;
}

/**
 * The whole of a training run, from the folder of recordings to the last checkpoint.
 * @throws the signal's reason, if it fires before training has begun
 */
export async function runTraining(request: TrainRequest, options: RunTrainingOptions): Promise<void> {
  const { signal, onEvent, onLoading, leave } = options;
  const config = loadConfig({
    ...(request.task !== undefined && { task: request.task }),
    ...(request.configFile !== undefined && { file: request.configFile }),
    overrides: request.overrides,
    values: request.values,
  });
  const { out, resume, overwrite } = request;
  await checkRunFolder(out, { resume, overwrite });
  const warn = ({ file, message }: AudioWarning): void => onEvent({ type: 'warning', file, message });

  const loaded = await load(config, request, { signal, warn, onLoading });
  const split = splitCorpus(loaded, { validationShare: config.data.validationShare, seed: config.seed });
  const corpus = normalised(loaded, split, config);
  const parts =
    corpus === loaded
      ? split
      : splitCorpus(corpus, { validationShare: config.data.validationShare, seed: config.seed });
  for (const message of parts.warnings) onEvent({ type: 'warning', message });

  const model = createModel(config.model, { inputShape: corpus.inputShape, classCount: corpus.classes.length });
  signal.throwIfAborted();
  const engine = await createEngine(config.engine);
  try {
    const run = train({
      config,
      engine,
      model,
      out,
      resume,
      overwrite,
      signal,
      audio: corpus.settings,
      recordings: parts.recordings,
      train: parts.train,
      ...(parts.validation && { validation: parts.validation }),
      ...(parts.unlabelled && { unlabelled: parts.unlabelled }),
    });
    for await (const event of run) {
      onEvent(event);
      if (leave()) break;
    }
  } finally {
    await engine.dispose();
  }
}

interface LoadHooks {
  readonly signal: AbortSignal;
  readonly warn: (warning: AudioWarning) => void;
  readonly onLoading: (progress: LoadingProgress) => void;
}

async function load(
  config: Config,
  { ffmpeg }: TrainRequest,
  { signal, warn, onLoading }: LoadHooks,
): Promise<AudioDataset> {
  const folder = config.data.path;
  if (folder === null) throw new ConfigError('no recordings given: name their folder with --data');
  const found = await scanCorpus(folder);
  found.warnings.forEach(warn);
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
    onWarning: warn,
    onProgress: ({ done, total, seconds }) => onLoading({ done, total, seconds }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

/** The corpus normalised by the moments of what is trained on: what is held out must not tell anything. */
function normalised(corpus: AudioDataset, { trained }: SplitCorpus, config: Config): AudioDataset {
  if (config.audio.normalisation !== 'dataset') return corpus;
  return corpus.withNormalisation({ kind: 'dataset', ...corpus.moments(trained) });
}
