import { ownValue } from '../own-value.js';
import { ConfigError } from '../errors.js';
import { birdMel } from './bird-mel.js';
import { bird10 } from './bird10.js';
import { checkModelOptions } from './check-options.js';
import { largeCnn, smallCnn } from './cnn.js';
import { ACTIVATIONS, IMAGE_OPTION_NAMES, KINDS } from './image-options.js';
import { LAYERS_MODEL, layersModel } from './layers-model.js';
import { resnet2x32, resnet3x16 } from './resnet.js';
import type { FirstConvolution, FrameFrontEnd, FrontEnd, Model, ModelShape, ModelSpec } from './types.js';

export { ACTIVATIONS, bird10, birdMel, KINDS };
export { fromLayersModel, type LayersModelOptions } from './layers-model.js';
export { invertiblePart, type InvertiblePart } from './invertible-part.js';
export { standardisedLogarithms } from './mel/log-energies.js';
export type { MelSettings } from './mel/index.js';
export { mlp, type MlpOptions } from './mlp.js';
export { parameterShapes, trainableShapes } from './parameter-shapes.js';
export { spectralMlp, type SpectralMlpOptions } from './spectral-mlp.js';
export * from './generators/index.js';
export type { FirstConvolution, FrameFrontEnd, FrontEnd, Model, ModelShape, ModelSpec };

/** Builder, input kind and option names of a network. */
interface Network {
  readonly build: (shape: ModelShape, spec: ModelSpec) => Model;
  readonly input: 'recordings' | 'images';
  readonly options: readonly string[];
  /** R is computed on front-end features (`Model.frontEnd`). */
  readonly invertsFeatures?: true;
}

const onImages = (build: Network['build']): Network => ({ build, input: 'images', options: IMAGE_OPTION_NAMES });

const NETWORKS: Readonly<Record<string, Network>> = {
  bird10: { build: bird10, input: 'recordings', options: [] },
  // The sample rate comes from the recordings, or from the spec of a saved model.
  'bird-mel': { build: birdMel, input: 'recordings', options: ['sampleRateHz'], invertsFeatures: true },
  'small-cnn': onImages(smallCnn),
  'large-cnn': onImages(largeCnn),
  'resnet2-32': onImages(resnet2x32),
  'resnet3-16': onImages(resnet3x16),
};

/** Names accepted by `createModel`. */
export const MODEL_NAMES: readonly string[] = Object.keys(NETWORKS);

/** Returns the names of the networks for recordings or for images. */
export function modelNamesFor(input: 'recordings' | 'images'): readonly string[] {
  return MODEL_NAMES.filter((name) => NETWORKS[name]!.input === input);
}

/** Returns whether a network's R is computed on the features of a fixed front end instead of the input. */
export function invertsFeatures(name: string): boolean {
  return ownValue(NETWORKS, name)?.invertsFeatures ?? false;
}

/**
 * Checks name and options of a spec, without knowing the data.
 * @throws ConfigError for an unknown name or option
 */
export function checkModelSpec(spec: ModelSpec): void {
  if (!MODEL_NAMES.includes(spec.name)) {
    throw new ConfigError(`model.name: expected one of ${MODEL_NAMES.join(', ')}, got "${spec.name}"`);
  }
  checkModelOptions(spec, NETWORKS[spec.name]!.options);
}

/**
 * Builds a model from its spec: a built-in network from name and options, a `fromLayersModel` network from its layers.
 * @throws ConfigError for an unknown name or option, or an input shape that does not suit the network
 */
export function createModel(spec: ModelSpec, shape: ModelShape): Model {
  if (spec.name === LAYERS_MODEL) return layersModel(spec, shape);
  checkModelSpec(spec);
  return NETWORKS[spec.name]!.build(shape, spec);
}
