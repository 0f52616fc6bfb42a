import { type Dataset, fingerprint } from '../data/index.js';
import type { CompiledProgram, Engine, HostTensors } from '../engine/index.js';
import { ShapeError } from '../errors.js';
import { type FolderLock, lockFolder } from '../files/index.js';
import { createRng } from '../rng.js';
import { lyrebirdVersion } from '../package.js';
import {
  checkFiniteState,
  checkSameData,
  checkSameSettings,
  checkShapes,
  type ConfigKind,
  engineChangeWarning,
  type RunFolderOptions,
  runSteps,
  savedSettings,
} from '../train/index.js';
import { readEbganCheckpoint, type EbganCheckpoint, type EbganContent } from './checkpoint.js';
import type { EbganConfig } from './kinds/index.js';
import type { EbganCheckpointEvent, EbganEvent, EbganStartEvent } from './events.js';
import {
  checkFiniteStep,
  continuedEbganProgress,
  ebganStepValues,
  freshEbganProgress,
  progressAfterStep,
  type EbganProgress,
} from './progress.js';
import { checkEbganFolder, checkpointFolder, openEbganFolder, type EbganRunFolder } from './run-folder.js';
import { createGeneratorSampler, type GeneratorSampler } from './sampler.js';
import { ebganProgram, initialEbganState, parametersOfPlayer, type Players } from './step.js';
import { createEbganAssembler } from './step-inputs.js';

/** Number of examples in a `samples` event. */
const SAMPLES = 100;

/** An adversarial training run. */
export interface TrainEbganOptions extends RunFolderOptions {
  readonly config: EbganConfig;
  /** Kind of the configuration; supplies defaults for settings that a checkpoint of an earlier version lacks. */
  readonly kind?: ConfigKind;
  readonly engine: Engine;
  readonly players: Players;
  /** Real examples, which the generator learns to imitate. */
  readonly dataset: Dataset;
  /** Folder of the run. */
  readonly out: string;
  /** Stops the run after the steps in progress and saves it. */
  readonly signal?: AbortSignal;
  /** The folder's lock, if it is already held. It is not released here. */
  readonly lock?: FolderLock;
}

/**
 * Trains generator and discriminator. The result depends only on configuration, seed and step, and a checkpoint holds
 * the whole state: a run that is killed at any moment and resumed ends with the same bits as an uninterrupted one
 * (same engine, threads and machine).
 *
 * Writes a checkpoint at step 0, whenever samples are drawn, every `checkpointEverySeconds`, and at the end. Training
 * pauses while the consumer handles an event; if the consumer returns early, the engine is freed and nothing more is
 * saved.
 * @throws OutputError if the folder holds a run, is in use by another process or taken over by it, or cannot be written
 * @throws CheckpointError if the checkpoint to resume from is damaged or from a different run
 * @throws NonFiniteError if an energy is not finite; the last good checkpoint is kept
 */
export async function* trainEbgan(options: TrainEbganOptions): AsyncGenerator<EbganEvent, void, undefined> {
  const { config, engine, players, dataset, out } = options;
  const { discriminator, generator } = players;
  await checkEbganFolder(out, options);
  if (`${dataset.inputShape}` !== `${discriminator.inputShape}`) {
    throw new ShapeError(
      `${dataset.name}: the discriminator takes examples of shape [${discriminator.inputShape.join(', ')}], ` +
        `got [${dataset.inputShape.join(', ')}]`,
    );
  }
  const data = fingerprint(dataset);
  const freshState = initialEbganState(players, createRng(config.seed).split('parameters'));

  await using ownLock = options.lock ? undefined : await lockFolder(out);
  const lock = options.lock ?? ownLock!;
  // The process that held the lock may have trained a run here.
  await checkEbganFolder(out, options);
  const checkpoint = options.resume ? await readEbganCheckpoint(checkpointFolder(out)) : undefined;
  if (checkpoint) checkResumed(checkpoint, options, data, freshState);
  const progress = checkpoint
    ? continuedEbganProgress(checkpoint.content.progress, config.train.steps)
    : freshEbganProgress(data);

  yield startEvent(options, progress);
  for (const message of warningsOf(options, checkpoint)) yield { type: 'warning', message };

  const { batchSize } = config.data;
  const { residual } = config.loss;
  const step = await engine.compile(ebganProgram(players, { batchSize, residual, adam: config.optimiser }));
  let sampler: GeneratorSampler | undefined;
  try {
    sampler = await createGeneratorSampler(engine, generator);
    const stepsRemain = progress.step < config.train.steps;
    const folder = await openEbganFolder(out, { config, overwrite: options.overwrite, stepsRemain });
    await step.writeState(checkpoint?.state ?? freshState);
    yield* trainFrom(progress, { ...options, step, sampler, folder, lock });
  } finally {
    await sampler?.dispose();
    await step.dispose();
  }
}

interface Run extends TrainEbganOptions {
  readonly step: CompiledProgram;
  readonly sampler: GeneratorSampler;
  readonly folder: EbganRunFolder;
  readonly lock: FolderLock;
}

async function* trainFrom(start: EbganProgress, run: Run): AsyncGenerator<EbganEvent, void, undefined> {
  const { config, players, dataset, step: program, sampler, folder, lock, out, signal } = run;
  const { steps, reportEverySteps, samplesEverySteps, checkpointEverySeconds } = config.train;
  const rng = createRng(config.seed);
  const assembler = createEbganAssembler({ config, dataset, latentSize: players.generator.latentSize, rng });
  const advice = `lower the learning rates; the last good checkpoint is in ${checkpointFolder(out)}`;
  const startedAt = performance.now();
  const elapsedSeconds = (): number => (performance.now() - startedAt) / 1000;
  const aborted = (): boolean => signal?.aborted ?? false;

  let progress = start;
  let savedAt = performance.now();
  const saveIsDue = (): boolean => performance.now() - savedAt >= checkpointEverySeconds * 1000;
  const save = async (state: HostTensors): Promise<EbganCheckpointEvent> => {
    const path = await folder.save(contentOf(run, progress), state);
    savedAt = performance.now();
    return { type: 'checkpoint', step: progress.step, path };
  };
  const currentState = async (): Promise<HostTensors> => {
    const state = await program.readState();
    checkFiniteState(state, progress.step, advice);
    await lock.assertHeld();
    return state;
  };
  const isEnd = (step: number, every: number): boolean => step === steps || (every > 0 && step % every === 0);
  const nextEnd = (step: number, every: number): number =>
    every === 0 ? steps : Math.min(steps, (Math.floor(step / every) + 1) * every);

  if (start.step === 0) yield await save(await currentState());

  while (progress.step < steps && !aborted()) {
    const finished = runSteps({
      program,
      assembler,
      valuesOf: ebganStepValues,
      from: progress.step,
      until: nextEnd(progress.step, samplesEverySteps),
      stop: () => aborted() || saveIsDue(),
    });
    for await (const { step, values } of finished) {
      checkFiniteStep(values, step, advice);
      progress = progressAfterStep(progress, values, { reportEverySteps, isLast: step === steps });
      if (progress.curve.at(-1)?.step !== step) continue;
      const seconds = elapsedSeconds();
      const etaSeconds = (seconds / (step - start.step)) * (steps - step);
      yield { type: 'step', steps, ...progress.curve.at(-1)!, elapsedSeconds: seconds, etaSeconds };
    }
    const state = await currentState();
    if (isEnd(progress.step, samplesEverySteps)) {
      await sampler.setParameters(parametersOfPlayer(state, 'generator'));
      const samples = await sampler.draw(SAMPLES, rng.split('fixed latent'));
      yield { type: 'samples', step: progress.step, samples };
    }
    yield await save(state);
  }
  yield {
    type: 'end',
    reason: progress.step < steps ? 'interrupted' : 'finished',
    step: progress.step,
    elapsedSeconds: elapsedSeconds(),
    path: out,
  };
}

/** Settings that may change on resume: they affect where and how long a run trains and what it reports, not a step. */
const FREE_SETTINGS = [
  'data.path',
  'train.steps',
  'train.samplesEverySteps',
  'train.checkpointEverySeconds',
  'measure.',
  'engine.',
];

function checkResumed(
  { path, content, state }: EbganCheckpoint,
  { config, kind }: TrainEbganOptions,
  data: string,
  freshState: HostTensors,
): void {
  const before = kind ? savedSettings(content.config, kind) : content.config;
  checkSameSettings(path, before, config, (name) => {
    if (name === 'train.steps' && config.optimiser.schedule.kind !== 'constant') return false;
    return FREE_SETTINGS.some((prefix) => name.startsWith(prefix));
  });
  checkSameData(path, 'training', content.progress.data, data);
  checkShapes(path, state, freshState);
}

function warningsOf({ resume, engine, out }: TrainEbganOptions, checkpoint: EbganCheckpoint | undefined): string[] {
  if (!resume) return [];
  if (!checkpoint) return [`${out} has no checkpoint to resume from: training starts from the beginning`];
  return engineChangeWarning(checkpoint.content.versions['engine'], engine.description);
}

function contentOf({ config, players, engine }: TrainEbganOptions, progress: EbganProgress): EbganContent {
  const { discriminator, generator } = players;
  return {
    task: config.task,
    discriminator: { ...discriminator.spec, name: discriminator.name, outputs: discriminator.classCount },
    generator: { ...generator.spec },
    inputShape: [...discriminator.inputShape],
    seed: config.seed,
    config: { ...config },
    versions: { lyrebird: lyrebirdVersion(), node: process.version, engine: engine.description },
    progress,
  };
}

function startEvent(
  { config, engine, players, dataset, out }: TrainEbganOptions,
  { step }: EbganProgress,
): EbganStartEvent {
  const { discriminator, generator } = players;
  return {
    type: 'start',
    task: config.task,
    discriminator: discriminator.name,
    discriminatorParameters: discriminator.parameterCount,
    generator: generator.name,
    generatorParameters: generator.parameterCount,
    engine: engine.name,
    device: engine.device,
    engineDescription: engine.description,
    trainExamples: dataset.length,
    batchSize: config.data.batchSize,
    steps: config.train.steps,
    seed: config.seed,
    out,
    step,
  };
}
