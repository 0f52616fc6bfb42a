import type { CompiledProgram } from '../engine/index.js';
import { createPredictor, engineNetwork, type Predictor } from '../eval/index.js';
import { createWeightLearner, type WeightLearner } from './learned-weights/learner.js';
import type { TrainOptions } from './options.js';
import { predictionOptions, stepOptions } from './step-options.js';
import { trainProgram } from './step.js';
import type { TrainingData } from './training-data.js';

/** The compiled programs of a run. */
export interface Programs {
  readonly step: CompiledProgram;
  readonly predictor?: Predictor;
  /** Present if the loss weights are learned. */
  readonly learner?: WeightLearner;
}

/** Compiles the programs of a run. If one fails to compile, the others are disposed. */
export async function compilePrograms(
  { config, engine, model, distance }: TrainOptions,
  { validation }: TrainingData,
): Promise<Programs> {
  const { loss } = config;
  const network = engineNetwork(model).model;
  let programs: Programs = { step: await engine.compile(trainProgram(network, stepOptions(config, distance))) };
  try {
    if (validation) {
      programs = { ...programs, predictor: await createPredictor(engine, model, predictionOptions(config, distance)) };
    }
    if (loss.learned.everySteps > 0) {
      programs = { ...programs, learner: await createWeightLearner(engine, network, config, distance) };
    }
    return programs;
  } catch (error) {
    await disposePrograms(programs);
    throw error;
  }
}

/** Frees the engine's resources. */
export async function disposePrograms({ step, predictor, learner }: Programs): Promise<void> {
  await learner?.dispose();
  await predictor?.dispose();
  await step.dispose();
}
