import { backgroundClasses, SEGMENTS_OF_RECORDINGS } from '../data/index.js';
import type { ManifestContent, Progress } from './checkpoint/manifest.js';
import { lyrebirdVersion } from '../package.js';
import { runLength } from './config/index.js';
import {
  type EndEvent,
  type EpochEvent,
  isBetter,
  type MeasureName,
  MEASURES,
  type StartEvent,
} from './events/index.js';
import { EMPTY_SUMS } from './metrics.js';
import type { TrainOptions } from './options.js';
import type { ChosenEpoch, RunResult } from './result.js';
import { computedTerms } from './schedule.js';
import type { TrainingData } from './training-data.js';

/** A run with its prepared data. */
export type DescribedRun = TrainOptions & { readonly data: TrainingData };

/** Progress of a run before its first step. */
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

/**
 * Returns the progress from which a run continues. If the run once ended within an epoch and now continues, that epoch
 * is left out, because it will be reported again in full; the best model is then the best of the others.
 * @param steps of the whole run
 * @param measure that chooses the best epoch
 */
export function continuedProgress(progress: Progress, steps: number, measure: MeasureName): Progress {
  const { step: stepsDone, stepsPerEpoch } = progress;
  const history = progress.history.filter(({ step }) => stepsDone >= steps || step % stepsPerEpoch === 0);
  return history.length === progress.history.length
    ? progress
    : { ...progress, history, best: bestOf(history, measure) };
}

function bestOf(history: Progress['history'], measure: MeasureName): Progress['best'] {
  return history.reduce<Progress['best']>(
    (best, event) => (isBetter(measure, event, best) ? bestResult(event) : best),
    null,
  );
}

/** Returns the best epoch with the measure that chose it; undefined before the first epoch has ended. */
export function chosenEpoch({ best }: Pick<Progress, 'best'>, measure: MeasureName): ChosenEpoch | undefined {
  if (!best) return undefined;
  const value = MEASURES[measure].read(best);
  return { epoch: best.epoch, measure, ...(value !== undefined && { value }) };
}

/** Returns what the progress holds about its best epoch. */
export function bestResult({
  epoch,
  step,
  train,
  validation,
}: Progress['history'][number]): NonNullable<Progress['best']> {
  return { epoch, step, train, ...(validation && { validation }) };
}

/** Contents of `model.json` for the last state, with the metrics of the last finished epoch. */
export function latestManifestContent(run: DescribedRun, { step, history, detection }: Progress): ManifestContent {
  const latest = history.at(-1);
  const { train, validation } = latest ?? {};
  return {
    ...manifestContent(run, { epoch: latest?.epoch ?? 0, step }, detection),
    metrics: { ...(train && { train }), ...(validation && { validation }) },
  };
}

/**
 * Contents of `model.json` for the state at the end of an epoch.
 * @param detection settings of detection from this epoch's validation
 */
export function manifestContent(
  run: DescribedRun,
  { epoch, step, ...result }: { epoch: number; step: number } & Partial<EpochEvent>,
  detection?: ManifestContent['detection'],
): ManifestContent {
  const { config, model, engine, audio, images, recordings, commonNames, train: dataset } = run;
  const { train, validation } = result;
  return {
    task: config.task,
    model: model.spec as ManifestContent['model'],
    inputShape: model.inputShape,
    classes: dataset.classes,
    ...(run.data.counts.trainExamples === 0 && { unsupervised: true }),
    ...(config.loss.outputActivation !== 'softmax' && { outputActivation: config.loss.outputActivation }),
    backgroundClasses: backgroundClasses(dataset.classes),
    ...(commonNames && { commonNames }),
    ...(audio && { audio }),
    ...settingsOfDetection(run.detectionSettings ?? detection),
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

function settingsOfDetection(detection: ManifestContent['detection']): Pick<ManifestContent, 'detection'> {
  return detection ? { detection } : {};
}

/** Creates the first event of a run. */
export function startEvent(
  { config, engine, model, out, train: dataset, units = SEGMENTS_OF_RECORDINGS }: TrainOptions,
  data: TrainingData,
  progress: Progress,
  measure: MeasureName,
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
    ...(config.data.views > 1 && { views: config.data.views }),
    seed: config.seed,
    terms: computedTerms(config, data.counts),
    measure,
    out,
    step: progress.step,
    history: progress.history as readonly EpochEvent[],
  };
}

/** Creates the last event of a run. */
export function endEvent(
  progress: Progress,
  measure: MeasureName,
  {
    reason,
    elapsedSeconds,
    path,
    result,
  }: Pick<EndEvent, 'reason' | 'elapsedSeconds' | 'path'> & {
    readonly result: RunResult | undefined;
  },
): EndEvent {
  const { step, best, history } = progress;
  const chosen = chosenEpoch(progress, measure);
  return {
    type: 'end',
    reason,
    step,
    epoch: history.at(-1)?.epoch ?? 0,
    elapsedSeconds,
    path,
    ...(best?.validation && { best: { epoch: best.epoch, ...best.validation } }),
    ...(chosen && { chosen }),
    ...(result && { result }),
  };
}
