import type { NetworkReconstructions } from './types.js';

/** Returns the reconstructions, digit by digit, as plain JSON without pixels. */
export function reconstructionAnswer(networks: readonly NetworkReconstructions[]): unknown {
  return networks.map(({ network, pooling, settings, result, digits }) => ({
    network,
    pooling,
    settings,
    testAccuracy: result.testAccuracy,
    steps: result.steps,
    digits: digits.map(({ name, label, prediction, relativeResidual }) => ({
      name,
      label,
      prediction,
      relativeResidual,
    })),
  }));
}
