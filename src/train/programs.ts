import type { CompiledProgram } from '../engine/types.js';
import { createPredictor, type Predictor } from '../eval/predictor.js';
import type { TrainOptions } from './options.js';
import { isSupervised } from './schedule.js';
import { trainProgram } from './step.js';
import type { TrainingData } from './training-data.js';

/** The programs of a run. */
export interface Programs {
  readonly step: CompiledProgram;
  readonly predictor?: Predictor;
}

/** Compiles what a run needs; nothing is left with the engine if a part of it cannot be compiled. */
export async function compilePrograms(
  { config, engine, model }: TrainOptions,
  { validation }: TrainingData,
): Promise<Programs> {
  const { loss, optimiser, data } = config;
  const step = await engine.compile(
    trainProgram(model, {
      batchSize: data.batchSize,
      residual: loss.residual,
      adam: optimiser,
      supervisedOnly: isSupervised(config),
      balance: loss.balance,
    }),
  );
  try {
    if (!validation) return { step };
    return {
      step,
      predictor: await createPredictor(engine, model, { batchSize: data.batchSize, residual: loss.residual }),
    };
  } catch (error) {
    await step.dispose();
    throw error;
  }
}

/** Frees what the engine holds. */
export async function disposePrograms({ step, predictor }: Programs): Promise<void> {
  await predictor?.dispose();
  await step.dispose();
}
