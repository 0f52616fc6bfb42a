import { IMAGE_DATASETS } from '../data/index.js';
import {
  createModel,
  imageGenerator,
  mlp,
  segmentGenerator,
  spectralMlp,
  type Generator,
  type Model,
} from '../models/index.js';
import type { EbganConfig } from './config-schema.js';
import type { Players } from './step.js';

const DEFAULT_HIDDEN = [256];
const DEFAULT_WINDOW = 256;

/**
 * The two networks of an experiment, for examples of a shape.
 * @throws ConfigError if a network cannot take it
 */
export function createPlayers(config: EbganConfig, inputShape: readonly number[]): Players {
  return { discriminator: discriminatorOf(config, inputShape), generator: generatorOf(config, inputShape) };
}

function discriminatorOf({ discriminator }: EbganConfig, inputShape: readonly number[]): Model {
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

function generatorOf({ data, generator }: EbganConfig, outputShape: readonly number[]): Generator {
  const { dataset, normalisation, inputScale } = data;
  const { latentSize, channels, filters, filterLength, stride } = generator;
  if (dataset === 'recordings') {
    return segmentGenerator({ outputShape, latentSize, channels, filters, filterLength, stride });
  }
  const { statistics } = IMAGE_DATASETS[dataset];
  return imageGenerator({ outputShape, latentSize, channels, normalisation, statistics, inputScale });
}
