import { ConfigError } from '../errors.js';
import { birdMel } from './bird-mel.js';
import { bird10 } from './bird10.js';
import { checkModelOptions } from './check-options.js';
import { largeCnn, smallCnn } from './cnn.js';
import { ACTIVATIONS, IMAGE_OPTION_NAMES, KINDS } from './image-options.js';
import { LAYERS_MODEL, layersModel } from './layers-model.js';
import { resnet2x32, resnet3x16 } from './resnet.js';
import type { FrontEnd, Model, ModelShape, ModelSpec } from './types.js';

export { ACTIVATIONS, bird10, birdMel, KINDS };
export { fromLayersModel, type LayersModelOptions } from './layers-model.js';
export { invertiblePart, type InvertiblePart } from './invertible-part.js';
export { mlp, type MlpOptions } from './mlp.js';
export { parameterShapes, trainableShapes } from './parameter-shapes.js';
export { spectralMlp, type SpectralMlpOptions } from './spectral-mlp.js';
export * from './generators/index.js';
export type { FrontEnd, Model, ModelShape, ModelSpec };

/** A network's builder, what it takes, and the names of the options that it reads from a spec. */
interface Network {
  readonly build: (shape: ModelShape, spec: ModelSpec) => Model;
  readonly takes: 'recordings' | 'images';
  readonly options: readonly string[];
  /** R is over what a front end makes of the input (`Model.frontEnd`). */
  readonly invertsFeatures?: true;
}

const onImages = (build: Network['build']): Network => ({ build, takes: 'images', options: IMAGE_OPTION_NAMES });

const NETWORKS: Readonly<Record<string, Network>> = {
  bird10: { build: bird10, takes: 'recordings', options: [] },
  // The sample rate comes with the recordings; a saved model brings it in its spec.
  'bird-mel': { build: birdMel, takes: 'recordings', options: ['sampleRateHz'], invertsFeatures: true },
  'small-cnn': onImages(smallCnn),
  'large-cnn': onImages(largeCnn),
  'resnet2-32': onImages(resnet2x32),
  'resnet3-16': onImages(resnet3x16),
};

/** Names that `createModel` knows. */
export const MODEL_NAMES: readonly string[] = Object.keys(NETWORKS);

/** Those of the networks that take segments of recordings, or images. */
export function modelNamesFor(takes: 'recordings' | 'images'): readonly string[] {
  return MODEL_NAMES.filter((name) => NETWORKS[name]!.takes === takes);
}

/** Whether R of a network is over what a fixed front end makes of the input, in place of the input. */
export function invertsFeatures(name: string): boolean {
  return NETWORKS[name]?.invertsFeatures ?? false;
}

/**
 * Checks a spec as far as that is possible before the data is known.
 * @throws ConfigError for an unknown name or option
 */
export function checkModelSpec(spec: ModelSpec): void {
  if (!MODEL_NAMES.includes(spec.name)) {
    throw new ConfigError(`model.name: expected one of ${MODEL_NAMES.join(', ')}, got "${spec.name}"`);
  }
  checkModelOptions(spec, NETWORKS[spec.name]!.options);
}

/**
 * Builds a network from its spec: one of Lyrebird's from its name and options, one that `fromLayersModel` took over from its layers.
 * @throws ConfigError for an unknown name or option, or an input that the network cannot take
 */
export function createModel(spec: ModelSpec, shape: ModelShape): Model {
  if (spec.name === LAYERS_MODEL) return layersModel(spec, shape);
  checkModelSpec(spec);
  return NETWORKS[spec.name]!.build(shape, spec);
}
