import type { LayerResidualOptions, ReconstructionDistance } from '../inversion/index.js';
import type { TrainConfig } from './config/index.js';
import { isSupervised, weightedLayers } from './schedule.js';
import type { StepOptions } from './step.js';

/** How R is measured: as the configuration has it, but for a distance of one's own. */
function residualOptions({ loss }: TrainConfig, distance: ReconstructionDistance | undefined): LayerResidualOptions {
  return { ...loss.residual, ...(distance && { distance }) };
}

/** What a step computes, as the configuration has it. */
export function stepOptions(config: TrainConfig, distance?: ReconstructionDistance): StepOptions {
  const { loss, optimiser, data, engine } = config;
  return {
    batchSize: data.batchSize,
    residual: residualOptions(config, distance),
    layers: weightedLayers(config),
    adam: optimiser,
    supervisedOnly: isSupervised(config),
    balance: loss.balance,
    ...(engine.microBatchSize !== null && { microBatchSize: engine.microBatchSize }),
  };
}

/** How held-out and test examples are predicted, as the configuration has it. */
export function predictionOptions(
  config: TrainConfig,
  distance?: ReconstructionDistance,
): { readonly batchSize: number; readonly residual: LayerResidualOptions } {
  const { data, engine } = config;
  return {
    batchSize: Math.min(data.batchSize, engine.microBatchSize ?? Infinity),
    residual: residualOptions(config, distance),
  };
}
