import type { LayerResidualOptions, ReconstructionDistance } from '../inversion/index.js';
import type { Config } from './config/index.js';
import { isSupervised, weighedLayers } from './schedule.js';
import type { StepOptions } from './step.js';

/** How R is measured: as the configuration has it, but for a distance of one's own. */
export function residualOptions({ loss }: Config, distance: ReconstructionDistance | undefined): LayerResidualOptions {
  return { ...loss.residual, ...(distance && { distance }) };
}

/** What a step computes, as the configuration has it. */
export function stepOptions(config: Config, distance?: ReconstructionDistance): StepOptions {
  const { loss, optimiser, data } = config;
  return {
    batchSize: data.batchSize,
    residual: residualOptions(config, distance),
    layers: weighedLayers(config),
    adam: optimiser,
    supervisedOnly: isSupervised(config),
    balance: loss.balance,
  };
}
