import type { Config } from './config/index.js';
import { isSupervised, weighedLayers } from './schedule.js';
import type { StepOptions } from './step.js';

/** What a step computes, as the configuration has it. */
export function stepOptions(config: Config): StepOptions {
  const { loss, optimiser, data } = config;
  return {
    batchSize: data.batchSize,
    residual: loss.residual,
    layers: weighedLayers(config),
    adam: optimiser,
    supervisedOnly: isSupervised(config),
    balance: loss.balance,
  };
}
