import { configuredWeights, INPUT, isEquation11 } from '../../losses/index.js';
import { ConfigError } from '../../errors.js';
import type { Model } from '../../models/index.js';
import type { TrainConfig } from './schema.js';

/**
 * Refuses contradictory loss weights.
 * @throws ConfigError naming the setting
 */
export function checkWeights({ loss }: Pick<TrainConfig, 'loss'>): void {
  const { reconstructionFirst: first, learned, gamma, ...others } = loss;
  if (loss.outputActivation === 'sigmoid' && loss.balance > 0) {
    throw new ConfigError(
      `loss.balance: expected 0 with sigmoid outputs, whose classes need not be equally frequent, got ${loss.balance}`,
    );
  }
  if (loss.outputActivation === 'softmax' && loss.positiveWeight !== 1) {
    throw new ConfigError(
      `loss.positiveWeight: applies to loss.outputActivation sigmoid only; with softmax expected 1, ` +
        `got ${loss.positiveWeight}`,
    );
  }
  if (first.until + first.over > 1) {
    throw new ConfigError(
      `loss.reconstructionFirst: expected until + over to be at most 1 (the whole run), ` +
        `got ${first.until} + ${first.over}`,
    );
  }
  if (learned.everySteps === 0) return;
  // Eq. 11 has no beta.
  const beta = isEquation11(loss) ? {} : { beta: others.beta };
  const weights = { alpha: others.alpha, ...beta, ...configuredWeights(loss) };
  const namedWeights: [string, unknown][] = [
    ...Object.entries(weights),
    ...Object.entries(gamma).map(([layer, weight]): [string, unknown] => [`gamma.${layer}`, weight]),
  ];
  const [scheduled] = namedWeights.find(([, weight]) => typeof weight === 'object' && weight !== null) ?? [];
  const conflicting = first.until + first.over > 0 ? 'reconstructionFirst' : scheduled;
  if (conflicting === undefined) return;
  throw new ConfigError(
    `loss.${conflicting} schedules the weights, but loss.learned.everySteps is ${learned.everySteps}, ` +
      `which learns them: use one of the two`,
  );
}

/**
 * Refuses weights for layers that the network does not have.
 * @throws ConfigError naming the layer and the available ones
 */
export function checkLayers({ loss }: Pick<TrainConfig, 'loss'>, { name, layers }: Model): void {
  const unknownLayer = Object.keys(loss.gamma).find((layer) => layer !== INPUT && !layers.includes(layer));
  if (unknownLayer === undefined) return;
  throw new ConfigError(
    `loss.gamma.${unknownLayer}: ${name} has no such layer; expected one of ${[INPUT, ...layers].join(', ')}`,
  );
}
