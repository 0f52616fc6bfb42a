import { createModel, mlp, spectralMlp, type Model } from '../models/index.js';
import type { EbganConfig, GanKind } from './kinds/index.js';
import type { Players } from './step.js';

const DEFAULT_HIDDEN = [256];
const DEFAULT_WINDOW = 256;

/**
 * Creates the generator and the discriminator of an experiment.
 * @param inputShape shape of one example
 * @throws ConfigError if a network does not support that shape
 */
export function createPlayers<C extends EbganConfig>(
  kind: GanKind<C>,
  config: C,
  inputShape: readonly number[],
): Players {
  return {
    discriminator: createDiscriminator(config, inputShape),
    generator: kind.createGenerator(config, inputShape),
  };
}

function createDiscriminator({ discriminator }: EbganConfig, inputShape: readonly number[]): Model {
  const { name, outputs, hidden = DEFAULT_HIDDEN, windowLength = DEFAULT_WINDOW, ...options } = discriminator;
  const shape = { inputShape, classCount: outputs };
  const dense = {
    hidden,
    activation: options.activation === 'leaky-relu' ? ('leaky-relu' as const) : ('relu' as const),
  };
  switch (name) {
    case 'mlp':
      return mlp(shape, dense);
    case 'spectral-mlp':
      return spectralMlp(shape, { ...dense, windowLength });
    default:
      return createModel({ name, ...options }, shape);
  }
}
