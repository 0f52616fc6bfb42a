import { backgroundClasses, SEGMENTS_OF_RECORDINGS } from '../data/index.js';
import type { ManifestContent, Progress } from './checkpoint/manifest.js';
import { lyrebirdVersion } from '../package.js';
import { runLength } from './config/index.js';
import type { EndEvent, EpochEvent, StartEvent } from './events/index.js';
import { EMPTY_SUMS } from './metrics.js';
import type { TrainOptions } from './options.js';
import type { RunResult } from './result.js';
import type { TrainingData } from './training-data.js';

/** A run whose data is put together. */
export type DescribedRun = TrainOptions & { readonly data: TrainingData };

/** Where a run stands before its first step. */
export function freshProgress({ sampler, fingerprints }: TrainingData): Progress {
  return {
    step: 0,
    stepsPerEpoch: sampler.stepsPerEpoch,
    sums: EMPTY_SUMS,
    history: [],
    best: null,
    data: fingerprints,
  };
}

/** Epochs so far; without the part of one that the run once ended in, if it goes on from there: it will tell of all of it. */
export function completedEpochs(
  { step: done, history, stepsPerEpoch }: Progress,
  steps: number,
): readonly EpochEvent[] {
  return history.filter(({ step }) => done >= steps || step % stepsPerEpoch === 0) as readonly EpochEvent[];
}

/** What `model.json` says of the last state: the metrics are those of the latest epoch that has ended. */
export function latestManifestContent(run: DescribedRun, { step, history }: Progress): ManifestContent {
  const latest = history.at(-1);
  const { train, validation } = latest ?? {};
  return {
    ...manifestContent(run, { epoch: latest?.epoch ?? 0, step }),
    metrics: { ...(train && { train }), ...(validation && { validation }) },
  };
}

/** What `model.json` says of the state at the end of an epoch. */
export function manifestContent(
  run: DescribedRun,
  { epoch, step, ...result }: { epoch: number; step: number } & Partial<EpochEvent>,
): ManifestContent {
  const { config, model, engine, audio, images, recordings, train: dataset } = run;
  const { train, validation } = result;
  return {
    task: config.task,
    model: model.spec as ManifestContent['model'],
    inputShape: model.inputShape,
    classes: dataset.classes,
    ...(run.data.counts.trainExamples === 0 && { unsupervised: true }),
    backgroundClasses: backgroundClasses(dataset.classes),
    ...(audio && { audio }),
    ...(images && { images }),
    ...(recordings && { recordings }),
    step,
    epoch,
    metrics: { ...(train && { train }), ...(validation && { validation }) },
    seed: config.seed,
    config: { ...config },
    versions: { lyrebird: lyrebirdVersion(), node: process.version, engine: engine.description },
  };
}

/** The event that a run begins with. */
export function startEvent(
  { config, engine, model, out, train: dataset, units = SEGMENTS_OF_RECORDINGS }: TrainOptions,
  data: TrainingData,
  progress: Progress,
): StartEvent {
  const { stepsPerEpoch } = data.sampler;
  const { steps, epochs } = runLength(config, stepsPerEpoch);
  return {
    type: 'start',
    task: config.task,
    model: model.name,
    parameters: model.parameterCount,
    engine: engine.name,
    device: engine.device,
    engineDescription: engine.description,
    classes: dataset.classes,
    units,
    ...data.counts,
    epochs,
    stepsPerEpoch,
    steps,
    batchSize: config.data.batchSize,
    seed: config.seed,
    out,
    step: progress.step,
    history: completedEpochs(progress, steps),
  };
}

/** The event that a run ends with. */
export function endEvent(
  { step, best, history }: Progress,
  reason: EndEvent['reason'],
  elapsedSeconds: number,
  path: string,
  result?: RunResult,
): EndEvent {
  return {
    type: 'end',
    reason,
    step,
    epoch: history.at(-1)?.epoch ?? 0,
    elapsedSeconds,
    path,
    ...(best?.validation && { best: { epoch: best.epoch, ...best.validation } }),
    ...(result && { result }),
  };
}
