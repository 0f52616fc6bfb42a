import { SEGMENTS_OF_RECORDINGS } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { engineNetwork, type Predictions } from '../eval/index.js';
import { type FolderLock, lockFolder } from '../files/index.js';
import type { LossWeights } from '../losses/index.js';
import { createRng } from '../rng.js';
import { modelParametersOf, resumeTensorsOf } from './averaged-state.js';
import { keepPreviousBest } from './best-model.js';
import { chooseMeasure } from './choose-measure.js';
import type { Progress } from './checkpoint/manifest.js';
import { checkLayers, runLength } from './config/index.js';
import { checkPatience, isOver } from './early-stopping.js';
import { type CheckpointEvent, type EpochEvent, isBetter, type MeasureName, type TrainEvent } from './events/index.js';
import { finishRun, type FinishedRun } from './finish.js';
import { stepsWithHypergradients, type HypergradientStep } from './hypergradient-steps.js';
import {
  addStep,
  checkFinite,
  checkFiniteState,
  checkFiniteWeights,
  meansOf,
  EMPTY_SUMS,
  stepValues,
  type StepValues,
} from './metrics.js';
import type { TrainOptions } from './options.js';
import { createProgressMeter } from './progress-meter.js';
import { compilePrograms, disposePrograms, type Programs } from './programs.js';
import { resumedState } from './resume.js';
import type { RunResult } from './result.js';
import {
  bestResult,
  manifestContent,
  endEvent,
  freshProgress,
  latestManifestContent,
  continuedProgress,
  startEvent,
} from './run-description.js';
import { setAside } from './previous-run.js';
import { checkRunFolder } from './run-files.js';
import { openRunFolder, readCheckpoint, type RunFolder } from './run-folder.js';
import { runSteps, type RunStepsOptions } from './run-steps.js';
import { lossWeightsAt } from './schedule.js';
import { createStepAssembler } from './step-inputs.js';
import { initialState } from './step.js';
import { prepareData, type TrainingData } from './training-data.js';
import { validate, type ValidateOptions, type Validation } from './validate.js';
import { validateUnlabelled } from './validate-unlabelled.js';

export type { TrainOptions };

const NO_VALIDATION = 'there are no validation examples: of this run, its last model is used';

/** Warning of a run that is to be resumed, and has not begun. */
export function nothingToResume(out: string): string {
  return `${out} has no checkpoint to resume from: training starts from the beginning`;
}

/**
 * Trains a model. The result depends only on configuration, seed and step, and a checkpoint holds the whole
 * state. A run that is killed at any moment and resumed therefore ends with the same bits as an uninterrupted one
 * (same engine, threads and machine).
 *
 * Writes a `last` checkpoint at step 0, at the end of epochs and at a time interval, and a `best` one when validation
 * improves. The generator pauses until the consumer asks for the next event. Leaving it early frees the compiled
 * programs and saves nothing more.
 * @throws ConfigError if the run is to stop early, but no examples are held out
 * @throws OutputError if the folder already holds a run, is in use by another process, or cannot be written
 * @throws CheckpointError if the checkpoint to resume from cannot be used
 * @throws NonFiniteError if the loss, the state or a learned weight is not finite; the last good checkpoint is kept
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, void, undefined> {
  const { config, engine, model, out } = options;
  await checkRunFolder(out, options);
  const rng = createRng(config.seed);
  checkLayers(config, model);
  const data = prepareData(options, model, config, rng);
  checkPatience(config, data.validation !== undefined);
  const measure = chooseMeasure(data, options.units ?? SEGMENTS_OF_RECORDINGS);
  const freshState = initialState(model, rng.split('parameters'), config.optimiser);

  const { waitSeconds = 0, signal, onLockWait } = options;
  await using lock =
    options.lock ??
    (await lockFolder(out, {
      waitSeconds,
      ...(signal && { signal }),
      ...(onLockWait && { onWait: onLockWait }),
    }));
  // The process that held the lock may have trained a run here.
  await checkRunFolder(out, options);
  const checkpoint = options.resume ? await readCheckpoint(out) : undefined;
  const run = {
    config,
    kind: options.kind,
    data: data.fingerprints,
    freshState,
    engineDescription: engine.description,
  };
  const resumed = checkpoint && resumedState(checkpoint, run);
  const { steps } = runLength(config, data.sampler.stepsPerEpoch);
  const progress = checkpoint ? continuedProgress(checkpoint.resume.progress, steps, measure) : freshProgress(data);

  yield startEvent(options, data, progress, measure);
  // Folds say how good a model is that has no validation examples.
  if (!data.validation && !options.crossFit) yield { type: 'warning', message: NO_VALIDATION };
  for (const message of [...data.warnings, ...(resumed?.warnings ?? [])]) yield { type: 'warning', message };
  // A run that was stopped in its folds has none yet.
  if (options.resume && !checkpoint && !options.crossFit) {
    yield { type: 'warning', message: nothingToResume(out) };
  }

  const programs = await compilePrograms(options, data);
  try {
    // With folds, the earlier run was set aside before the first of them.
    if (options.overwrite && !options.crossFit) yield* setAside(out);
    const { labelSplit, overwrite } = options;
    const folder = await openRunFolder(out, {
      config,
      progress,
      labelSplit,
      stepsRemain: !isOver(config, progress),
      hasFolds: options.crossFit !== undefined,
      overwrite,
    });
    await programs.step.writeState(resumed?.state ?? freshState);
    yield* trainFrom(progress, { ...options, data, measure, programs, folder, lock });
  } finally {
    await disposePrograms(programs);
  }
}

interface Run extends TrainOptions {
  readonly data: TrainingData;
  readonly measure: MeasureName;
  readonly programs: Programs;
  readonly folder: RunFolder;
  readonly lock: FolderLock;
}

async function* trainFrom(start: Progress, run: Run): AsyncGenerator<TrainEvent, void, undefined> {
  const { config, data, measure, model, programs, folder, lock, out, signal } = run;
  const { stepsPerEpoch } = data.sampler;
  const { checkpointEverySeconds, checkpointEveryEpochs, reportEverySeconds } = config.train;
  const { steps, plannedSteps } = runLength(config, stepsPerEpoch);
  const rng = createRng(config.seed);
  const assembler = createStepAssembler({
    config,
    model,
    dataset: engineNetwork(model).inputs(data.dataset),
    sampler: data.sampler,
    rng,
    steps: plannedSteps,
  });
  const weightsAt = (step: number): LossWeights => progress.learned ?? lossWeightsAt(config, step / plannedSteps);
  const meter = createProgressMeter(start.step, steps, reportEverySeconds, weightsAt);
  const lastGood = `the last good checkpoint is ${out}/last`;
  const advice = `lower optimiser.learningRate; ${lastGood}`;

  let progress = start;
  let savedAt = performance.now();
  const saveIsDue = (): boolean => performance.now() - savedAt >= checkpointEverySeconds * 1000;
  const aborted = (): boolean => signal?.aborted ?? false;

  const saveLast = async (state: HostTensors): Promise<CheckpointEvent> => {
    const path = await folder.saveLast(latestManifestContent(run, progress), modelParametersOf(state), {
      optimiser: resumeTensorsOf(state),
      progress,
    });
    savedAt = performance.now();
    meter.restart();
    return { type: 'checkpoint', kind: 'last', step: progress.step, path };
  };
  const currentState = async (): Promise<HostTensors> => {
    const state = await programs.step.readState();
    checkFiniteState(state, progress.step, advice);
    await lock.assertHeld();
    return state;
  };

  if (start.step === 0) yield await saveLast(await currentState());

  while (!isOver(config, progress) && !aborted()) {
    const epoch = Math.floor(progress.step / stepsPerEpoch) + 1;
    const epochEnd = Math.min(epoch * stepsPerEpoch, steps);
    const stepRange = {
      program: programs.step,
      assembler,
      valuesOf: stepValues,
      from: progress.step,
      until: epochEnd,
      stop: () => aborted() || saveIsDue(),
    };
    for await (const { step, values, learned } of stepsOf(stepRange, programs, progress)) {
      checkFinite(values, step, advice);
      if (learned) checkFiniteWeights(learned, step, `lower loss.learned.rate or optimiser.learningRate; ${lastGood}`);
      progress = { ...progress, step, sums: addStep(progress.sums, values), ...(learned && { learned }) };
      const report = meter.add(values, step, epoch);
      if (report) yield report;
    }

    const state = await currentState();
    if (progress.step < epochEnd) {
      yield await saveLast(state);
      continue;
    }

    const report = meter.flush();
    if (report) yield report;
    const { detection, averagePrecisions, ...end } = await endOfEpoch(run, progress, epoch, state);
    const event = { ...end, weights: weightsAt(progress.step) };
    const epochIsComplete = progress.step % stepsPerEpoch === 0;
    const previousBest = progress.best;
    progress = {
      ...progress,
      ...(epochIsComplete && { sums: EMPTY_SUMS }),
      history: [...progress.history, event],
      ...(event.best && { best: bestResult(event) }),
      ...(detection && { detection }),
    };
    const checkpoints: CheckpointEvent[] = [];
    if (event.best) {
      if (previousBest && !epochIsComplete) await keepPreviousBest(out, previousBest.step);
      const path = await folder.saveBest(manifestContent(run, event, detection), modelParametersOf(state));
      checkpoints.push({ type: 'checkpoint', kind: 'best', step: progress.step, path });
    }
    const isLast = isOver(config, progress);
    if (event.best || epoch % checkpointEveryEpochs === 0 || isLast || aborted() || saveIsDue()) {
      checkpoints.push(await saveLast(state));
    }
    await folder.addEpoch(event);
    meter.restart();
    yield { ...event, ...(averagePrecisions && { averagePrecisions }) };
    yield* checkpoints;
  }

  const seconds = meter.elapsedSeconds();
  const result = isOver(config, progress)
    ? await finish(run, { progress, seconds, resumedFromStep: start.step })
    : undefined;
  const reason = result ? 'finished' : 'interrupted';
  yield endEvent(progress, measure, { reason, elapsedSeconds: seconds, path: out, result });
}

/** Runs a range of steps, including hypergradient steps if the loss weights are learned. */
function stepsOf(
  stepRange: RunStepsOptions<StepValues>,
  { learner }: Programs,
  { learned }: Progress,
): AsyncGenerator<HypergradientStep> {
  if (!learner) return runSteps(stepRange);
  return stepsWithHypergradients({ ...stepRange, learner, learned: learned ?? learner.initial });
}

/**
 * Returns the result of a run that has completed its steps; undefined if it was stopped before the result was
 * computed.
 */
async function finish(
  run: Run,
  end: Pick<FinishedRun, 'progress' | 'seconds' | 'resumedFromStep'>,
): Promise<RunResult | undefined> {
  const { programs, signal } = run;
  const parameters = modelParametersOf(await programs.step.readState());
  try {
    return await finishRun({ ...run, ...end, predictor: programs.predictor, parameters });
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

/** What an epoch ends with. */
type EpochEnd = EpochEvent & Pick<Progress, 'detection'>;

/** Computes the metrics of an epoch, whether it is the best so far, and the settings of detection. */
async function endOfEpoch(run: Run, progress: Progress, epoch: number, state: HostTensors): Promise<EpochEnd> {
  const train = meansOf(progress.sums);
  let detection: Progress['detection'];
  const onPredictions = (predictions: Predictions): void => {
    if (!run.detectionSettings) detection = run.detection?.(run.data.validation!, predictions);
  };
  const options = { parameters: modelParametersOf(state), step: progress.step, onPredictions };
  const { metrics: validation, averagePrecisions } = (await heldOutMetrics(run, options)) ?? {};
  const best = isBetter(run.measure, { train, validation }, progress.best);
  return {
    ...{ type: 'epoch', epoch, step: progress.step, train },
    ...(validation && { validation }),
    best,
    ...(averagePrecisions && { averagePrecisions }),
    ...(detection && { detection }),
  };
}

/** Returns undefined if there are no validation examples. */
async function heldOutMetrics(run: Run, options: ValidateOptions): Promise<Validation | undefined> {
  const { config, data, programs, units = SEGMENTS_OF_RECORDINGS } = run;
  const { predictor } = programs;
  if (!data.validation || !predictor) return undefined;
  return data.counts.trainExamples === 0
    ? { metrics: await validateUnlabelled(predictor, data.validation, config, options) }
    : validate(predictor, data.validation, units, options);
}
