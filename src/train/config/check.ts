import { checkModelSpec } from '../../models/index.js';
import { checkLabels, type LabelSetting } from './labels.js';
import { checkLength } from './length.js';
import { checkOptimiser } from './optimiser.js';
import type { TrainConfig } from './schema.js';
import { checkWeights } from './weights.js';

/**
 * Refuses contradictory settings of a training task.
 * @throws ConfigError naming the setting
 */
export function checkTraining(config: TrainConfig, labels: LabelSetting): void {
  checkModelSpec(config.model);
  checkLabels(config, labels);
  checkLength(config);
  checkWeights(config);
  checkOptimiser(config);
}
