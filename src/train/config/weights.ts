import { configuredWeights, INPUT } from '../../losses/index.js';
import { ConfigError } from '../../errors.js';
import type { Model } from '../../models/index.js';
import type { TrainConfig } from './schema.js';

/**
 * Refuses weights of the loss that contradict each other.
 * @throws ConfigError naming the setting
 */
export function checkWeights({ loss }: Pick<TrainConfig, 'loss'>): void {
  const { reconstructionFirst: first, learned, gamma, ...others } = loss;
  if (first.until + first.over > 1) {
    throw new ConfigError(
      `loss.reconstructionFirst: expected until + over of at most 1, the whole run, got ${first.until} + ${first.over}`,
    );
  }
  if (learned.everySteps === 0) return;
  const weights = { alpha: others.alpha, beta: others.beta, ...configuredWeights(loss) };
  const named: [string, unknown][] = [
    ...Object.entries(weights),
    ...Object.entries(gamma).map(([layer, weight]): [string, unknown] => [`gamma.${layer}`, weight]),
  ];
  const [scheduled] = named.find(([, weight]) => typeof weight === 'object' && weight !== null) ?? [];
  const rival = first.until + first.over > 0 ? 'reconstructionFirst' : scheduled;
  if (rival === undefined) return;
  throw new ConfigError(
    `loss.${rival} changes weights over the run, and loss.learned.everySteps is ${learned.everySteps}, which learns them: give one of the two`,
  );
}

/**
 * Refuses weights of layers that the network does not have.
 * @throws ConfigError naming the layer, and those that there are
 */
export function checkLayers({ loss }: Pick<TrainConfig, 'loss'>, { name, layers }: Model): void {
  const stranger = Object.keys(loss.gamma).find((layer) => layer !== INPUT && !layers.includes(layer));
  if (stranger === undefined) return;
  throw new ConfigError(`loss.gamma.${stranger}: ${name} has no such layer: expected ${[INPUT, ...layers].join(', ')}`);
}
