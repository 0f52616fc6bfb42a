import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Tensor } from '../ops/index.js';
import { imageOptions, type ImageOptions } from './image-options.js';
import { countParameters, initLayers, type LayerShape } from './layer-parameters.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** An image network: its layers and their computation. */
export interface ImageNetwork {
  readonly layers: readonly LayerShape[];
  /** Names of the representations that `apply` taps, in order. */
  readonly taps: readonly string[];
  /** Returns the logits of x [B, H, W, C]. */
  apply(parameters: Tensors, x: Tensor, tap: Tap): Tensor;
}

/** Small enough for a core's cache, large enough for efficient matrix products; measured on 28 x 28 images. */
const MICRO_BATCH_SIZE = 25;

/**
 * Wraps the network that `build` returns for a channel count, a class count and the spec's options as a model.
 * @throws ConfigError if the examples are not images, or an option has an invalid value
 */
export function imageModel(
  name: string,
  { inputShape, classCount }: ModelShape,
  spec: ModelSpec,
  build: (channels: number, classCount: number, options: ImageOptions) => ImageNetwork,
): Model {
  if (inputShape.length !== 3) {
    throw new ConfigError(`model ${name}: expected images [H, W, C], got [${inputShape.join(', ')}]`);
  }
  const options = imageOptions(spec);
  const network = build(inputShape[2]!, classCount, options);
  return {
    name,
    spec: { name, kind: options.kind, activation: options.activation },
    inputShape,
    classCount,
    ...(options.activation === 'sigmoid' && { nonlinearity: 'sigmoids' }),
    parameterCount: countParameters(network.layers),
    microBatchSize: MICRO_BATCH_SIZE,
    layers: network.taps,
    noiseShapes: () => ({}),
    init: (rng) => initLayers(network.layers, rng),
    apply: (parameters, x, _noise, tap = identityTap) => network.apply(parameters, x, tap),
  };
}
