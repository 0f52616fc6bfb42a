import type { NetworkReconstructions } from './types.js';

/** What the networks give back, digit by digit, as plain JSON; without the pixels. */
export function reconstructionAnswer(networks: readonly NetworkReconstructions[]): unknown {
  return networks.map(({ network, pooling, settings, result, digits }) => ({
    network,
    pooling,
    settings,
    testAccuracy: result.testAccuracy,
    steps: result.steps,
    digits: digits.map(({ name, label, verdict, relativeResidual }) => ({ name, label, verdict, relativeResidual })),
  }));
}
