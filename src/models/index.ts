import { ConfigError } from '../errors.js';
import { bird10 } from './bird10.js';
import { largeCnn, smallCnn } from './cnn.js';
import { resnet2x32, resnet3x16 } from './resnet.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

export { bird10 };
export { fromLayersModel } from './layers-model.js';
export { parameterShapes } from './parameter-shapes.js';
export type { Model, ModelShape, ModelSpec };

const FACTORIES: Readonly<Record<string, (shape: ModelShape, spec: ModelSpec) => Model>> = {
  bird10,
  'small-cnn': smallCnn,
  'large-cnn': largeCnn,
  'resnet2-32': resnet2x32,
  'resnet3-16': resnet3x16,
};

/** Names that `createModel` knows. */
export const MODEL_NAMES: readonly string[] = Object.keys(FACTORIES);

/**
 * Builds a network from its spec.
 * @throws ConfigError for an unknown name, or an input that the network cannot take
 */
export function createModel(spec: ModelSpec, shape: ModelShape): Model {
  const factory = FACTORIES[spec.name];
  if (factory === undefined) {
    throw new ConfigError(`model.name: expected one of ${MODEL_NAMES.join(', ')}, got "${spec.name}"`);
  }
  return factory(shape, spec);
}
