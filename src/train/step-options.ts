import type { PredictorOptions } from '../eval/index.js';
import type { LayerResidualOptions, ReconstructionDistance } from '../inversion/index.js';
import type { TrainConfig } from './config/index.js';
import { isSupervised, weightedLayers } from './schedule.js';
import type { StepOptions } from './step.js';

/** Returns the options of R from the configuration; a custom distance replaces the configured one. */
function residualOptions({ loss }: TrainConfig, distance: ReconstructionDistance | undefined): LayerResidualOptions {
  return { ...loss.residual, ...(distance && { distance }) };
}

/** Returns the options of the training step from the configuration. */
export function stepOptions(config: TrainConfig, distance?: ReconstructionDistance): StepOptions {
  const { loss, optimiser, data, engine } = config;
  const supervisedOnly = isSupervised(config);
  return {
    batchSize: data.batchSize,
    residual: residualOptions(config, distance),
    layers: supervisedOnly ? [] : weightedLayers(config),
    optimiser,
    supervisedOnly,
    balance: loss.balance,
    outputActivation: loss.outputActivation,
    positiveWeight: loss.positiveWeight,
    views: data.views,
    ...(engine.microBatchSize !== null && { microBatchSize: engine.microBatchSize }),
  };
}

/** Returns the options for prediction of validation and test examples from the configuration. */
export function predictionOptions(config: TrainConfig, distance?: ReconstructionDistance): PredictorOptions {
  const { data, engine, loss } = config;
  return {
    batchSize: Math.min(data.batchSize, engine.microBatchSize ?? Infinity),
    residual: residualOptions(config, distance),
    outputActivation: loss.outputActivation,
  };
}
