import { SEGMENTS_OF_RECORDINGS, withoutLabels } from '../data/index.js';
import type { HostTensors } from '../engine/index.js';
import { createPredictor, type Predictor } from '../eval/index.js';
import { configuredWeights } from '../losses/index.js';
import type { Progress } from './checkpoint/manifest.js';
import { runLength, type TrainConfig } from './config/index.js';
import { lyrebirdVersion } from '../package.js';
import type { ClusterMetrics, ExampleMetrics, MeasureName } from './events/index.js';
import { meansOf } from './metrics.js';
import { OPTIMISER_DEFAULTS } from './optimisers/index.js';
import type { TestSplit, TrainOptions } from './options.js';
import { discardPreviousRun } from './previous-run.js';
import { completeResult, type RunResult } from './result.js';
import { chosenEpoch } from './run-description.js';
import type { RunFolder } from './run-folder.js';
import type { TrainingData } from './training-data.js';
import { predictionOptions } from './step-options.js';
import { validateExamples } from './validate.js';
import { validateUnlabelled } from './validate-unlabelled.js';

/** A run that has completed its last step. */
export interface FinishedRun extends TrainOptions {
  readonly data: TrainingData;
  /** Measure that chose the best epoch. */
  readonly measure: MeasureName;
  readonly folder: RunFolder;
  /** Predictor already compiled for this model, reused if given. */
  readonly predictor?: Predictor | undefined;
  readonly progress: Progress;
  readonly parameters: HostTensors;
  readonly seconds: number;
  readonly resumedFromStep: number;
}

/**
 * Returns the result of a run and writes it to `result.json`. The test split is read only here and evaluated once: if
 * the folder already holds the result of these steps, that result is returned.
 * @throws the signal's reason if it is aborted before the test split has been evaluated
 */
export async function finishRun(run: FinishedRun): Promise<RunResult> {
  const { folder, progress } = run;
  const savedResult = await folder.readResult();
  if (
    savedResult &&
    savedResult.steps === progress.step &&
    (savedResult.test === undefined) === (run.test === undefined)
  ) {
    await discardPreviousRun(run.out);
    return savedResult;
  }
  const testPart = run.test && (await run.test());
  const result = describe(run, testPart, testPart && (await evaluateTest(run, testPart)));
  await folder.saveResult(result);
  await discardPreviousRun(run.out);
  return result;
}

async function evaluateTest(run: FinishedRun, { dataset }: TestSplit): Promise<ExampleMetrics | ClusterMetrics> {
  const { engine, model, config, parameters, progress, signal, distance } = run;
  const predictor = run.predictor ?? (await createPredictor(engine, model, predictionOptions(config, distance)));
  try {
    const options = { parameters, step: progress.step, signal };
    if (run.data.counts.trainExamples > 0) return await validateExamples(predictor, dataset, options);
    return await validateUnlabelled(predictor, withoutLabels(dataset, run.train.classes), config, options);
  } finally {
    if (!run.predictor) await predictor.dispose();
  }
}

function describe(
  run: FinishedRun,
  testPart: TestSplit | undefined,
  test: ExampleMetrics | ClusterMetrics | undefined,
): RunResult {
  const { config, engine, model, progress, data, seconds, resumedFromStep } = run;
  const { batchSize, views, labelledFraction, dataset } = config.data;
  const { alpha, beta, gamma, reconstructionFirst, learned, balance, residual } = config.loss;
  const { trainExamples, unlabelledExamples, validationExamples } = data.counts;
  // A run resumed with fewer steps than it has already done may end within its first epoch.
  const { epoch, train, validation } = progress.history.at(-1) ?? { epoch: 1, train: meansOf(progress.sums) };
  const best = progress.best?.validation;
  const chosen = chosenEpoch(progress, run.measure);
  return completeResult({
    task: config.task,
    model: model.spec as RunResult['model'],
    parameters: model.parameterCount,
    seed: config.seed,
    labels: trainExamples,
    steps: progress.step,
    epochs: epoch,
    ...stoppedEarly(run),
    seconds,
    resumedFromStep,
    units: run.units ?? SEGMENTS_OF_RECORDINGS,
    examples: {
      labelled: trainExamples,
      unlabelled: unlabelledExamples,
      validation: validationExamples,
      test: testPart?.dataset.length ?? null,
    },
    partialData: [run.partialData, testPart?.partialData].filter((note) => note !== undefined),
    train,
    ...(chosen && { chosen }),
    ...(validation && best && { validation: { last: validation, best: { epoch: progress.best.epoch, ...best } } }),
    ...(test && { test }),
    settings: {
      dataset,
      ...(run.preprocessing ?? { normalisation: 'own' }),
      batchSize,
      ...(views > 1 && { views }),
      labelledFraction,
      alpha,
      beta,
      ...(Object.keys(gamma).length > 0 && { gamma }),
      ...configuredWeights(config.loss),
      ...(reconstructionFirst.until + reconstructionFirst.over > 0 && { reconstructionFirst }),
      ...(learned.everySteps > 0 && {
        learned: { everySteps: learned.everySteps, rate: learned.rate, goal: learned.goal },
      }),
      ...(balance > 0 && { balance }),
      residual: run.distance ? { ...residual, distance: 'own' } : residual,
      learningRate: config.optimiser.learningRate,
      ...optimiserSettings(config),
    },
    engine: { name: engine.name, device: engine.device, description: engine.description },
    versions: { lyrebird: lyrebirdVersion(), node: process.version },
  });
}

/** Tells that a run has stopped before its last step. */
function stoppedEarly({ config, progress }: FinishedRun): Pick<RunResult, 'stoppedEarly'> {
  const { patienceEpochs } = config.train;
  const { best, step, stepsPerEpoch } = progress;
  if (patienceEpochs === null || !best || step >= runLength(config, stepsPerEpoch).steps) return {};
  return { stoppedEarly: { patienceEpochs, bestEpoch: best.epoch } };
}

/** The optimiser's settings that are not the defaults, without the learning rate and its schedule. */
function optimiserSettings({ optimiser }: TrainConfig): Pick<RunResult['settings'], 'optimiser'> {
  const { learningRate: _learningRate, schedule: _schedule, ...settings } = optimiser;
  const changed = Object.entries(settings).filter(
    ([name, value]) => value !== OPTIMISER_DEFAULTS[name as keyof typeof settings],
  );
  return changed.length > 0 ? { optimiser: Object.fromEntries(changed) } : {};
}
