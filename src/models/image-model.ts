import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import type { Tensor } from '../ops/index.js';
import { imageOptions, type ImageOptions } from './image-options.js';
import { countParameters, initLayers, type LayerShape } from './layer-parameters.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** A network on images: what it weighs, and what it does with that. */
export interface ImageNetwork {
  readonly layers: readonly LayerShape[];
  /** Names of the representations that `apply` shows, in their order. */
  readonly taps: readonly string[];
  /** Logits of x [B, H, W, C]. */
  apply(parameters: Tensors, x: Tensor, tap: Tap): Tensor;
}

/** Few enough for a core's cache, enough for large products; measured on 28 x 28 images. */
const ROWS_AT_ONCE = 25;

/**
 * A model of the network that `build` makes for a number of channels, a number of classes and the options of the spec.
 * @throws ConfigError if the examples are no images, or an option is unknown
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
    microBatchSize: ROWS_AT_ONCE,
    layers: network.taps,
    noiseShapes: () => ({}),
    init: (rng) => initLayers(network.layers, rng),
    apply: (parameters, x, _noise, tap = identityTap) => network.apply(parameters, x, tap),
  };
}
