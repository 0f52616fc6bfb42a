import { ConfigError } from '../../errors.js';
import { checkOptimiserOptions } from '../optimisers/check.js';
import type { TrainConfig } from './schema.js';

/** Values of plain Adam, through whose update loss weights are learned (Eq. 15). */
const PLAIN_ADAM = { kind: 'adam', clipNorm: null, averageDecay: 0 } as const;

/**
 * Refuses settings of the optimiser that would have no effect, or that the learning of loss weights does not allow for.
 * @throws ConfigError naming the settings
 */
export function checkOptimiser({ optimiser, loss }: Pick<TrainConfig, 'optimiser' | 'loss'>): void {
  checkOptimiserOptions(optimiser);
  const { everySteps } = loss.learned;
  if (everySteps === 0) return;
  const names = Object.keys(PLAIN_ADAM) as (keyof typeof PLAIN_ADAM)[];
  const other = names.find((name) => optimiser[name] !== PLAIN_ADAM[name]);
  if (other === undefined) return;
  throw new ConfigError(
    `optimiser.${other} is ${optimiser[other]}, but loss.learned.everySteps is ${everySteps}, which derives the loss ` +
      `weights from plain Adam's update: set optimiser.${other} to ${PLAIN_ADAM[other]}, ` +
      `or loss.learned.everySteps to 0`,
  );
}
