import { ConfigError } from '../errors.js';
import type { HostTensor, HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { dropout, type Tensor, type tf } from '../ops/index.js';
import type { Rng } from '../rng.js';
import { drawInitialValue, isKnownInitialiser, type InitialiserDescription } from './layers-initialisers.js';
import { nonlinearityOf, unsupportedReason, untrainableReason, type LayerDescription } from './layers-support.js';
import { buildNetwork, describe, nameOf, readTopology, portableTopology, type Topology } from './layers-topology.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** `spec.name` of networks from `fromLayersModel`. */
export const LAYERS_MODEL = 'layers-model';

/** Most outputs of a layer for one example: 256 MB. */
const MAX_OUTPUTS = 2 ** 26;

export interface LayersModelOptions {
  /**
   * Initial weights for training. 'keep' (default): the network's current weights, so trained weights are preserved.
   * 'seed': weights drawn from the run's seed with each layer's initialiser, so a run is reproducible bit by bit;
   * TensorFlow.js itself initialises new networks without a seed. Frozen weights are kept in both cases.
   */
  readonly weights?: 'keep' | 'seed';
}

/** Internals of a TensorFlow.js layer beyond its public API. */
interface InnerLayer {
  readonly name: string;
  readonly rate?: number;
  readonly outputShape: tf.Shape;
  readonly weights: readonly InnerVariable[];
  call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[];
  getClassName(): string;
}

/** A layer's weight variable; its `read()` returns `val`. */
interface InnerVariable {
  /** Layer name, slash, name of the weight in the layer. */
  readonly originalName: string;
  readonly shape: tf.Shape;
  val: Tensor;
}

/** A weight of a layer and its initialiser. */
interface Weight {
  /** Parameter name: layer and weight, for example dense/kernel. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: InnerVariable;
  readonly initialiser: InitialiserDescription;
}

/**
 * Converts a TensorFlow.js LayersModel into a `Model`: a pure function of its weights, with dropout noise as an input.
 * The network must have one input and logits [B, C] as its only output. Layers are copied, so later changes to the
 * network have no effect.
 *
 * Non-trainable weights, of a layer or of the whole network, become `frozen` parameters: saved and loaded, but never
 * updated.
 *
 * `createModel` can rebuild the network from `spec`, which contains the layers but not the weights. Parameters are
 * named after their layers, and unnamed layers are numbered within the network, so names do not depend on other
 * networks in the process.
 * @throws ConfigError naming the first layer for which the gradient of R might be wrong, or whose regulariser,
 *   constraint or initialiser cannot be honoured
 */
export function fromLayersModel(network: tf.LayersModel, { weights = 'keep' }: LayersModelOptions = {}): Model {
  if (weights !== 'keep' && weights !== 'seed') {
    throw new ConfigError(`weights: expected keep or seed, got ${JSON.stringify(weights)}`);
  }
  const layers = network.layers as unknown as readonly InnerLayer[];
  const trainable = new Set(network.trainableWeights as unknown as readonly InnerVariable[]);
  // Layers are checked first: the description of a nested network has a different form.
  layers.forEach((layer, i) => {
    const description = { className: layer.getClassName(), config: network.layers[i]!.getConfig() };
    const frozen = !layer.weights.some((variable) => trainable.has(variable));
    const reason =
      unsupportedReason(description, i === layers.length - 1) ??
      customClassReason(layer) ??
      untrainableReason(description, frozen) ??
      (weights === 'seed' && !frozen ? unknownInitialiserReason(description) : undefined);
    if (reason !== undefined) throw unsupportedLayer(layer.name, description, reason);
  });
  const topology = portableTopology(describe(network));
  const values = new Map<string, HostTensor>();
  const frozen: string[] = [];
  layers.forEach((layer, i) => {
    for (const variable of layer.weights) {
      const name = parameterName(nameOf(topology.config.layers[i]!), variable);
      const isFrozen = !trainable.has(variable);
      if (isFrozen) frozen.push(name);
      if (isFrozen || weights === 'keep') values.set(name, valueOf(variable));
    }
  });
  return modelOf(topology, frozen, values);
}

/**
 * Rebuilds a network from a spec written by `fromLayersModel`. The spec contains no weights: `init` draws all of them,
 * frozen ones included.
 * @throws ConfigError if the spec is damaged, contains an unsupported layer, or does not match the input shape or class
 *   count
 */
export function layersModel(spec: ModelSpec, { inputShape, classCount }: ModelShape): Model {
  const topology = readTopology(spec['topology']);
  const { layers } = topology.config;
  layers.forEach((layer, i) => {
    const reason = unsupportedReason(layer, i === layers.length - 1);
    if (reason !== undefined) throw unsupportedLayer(nameOf(layer), layer, reason);
  });
  const model = modelOf(topology, (spec['frozen'] as readonly string[] | undefined) ?? [], new Map());
  if (`${inputShape}` !== `${model.inputShape}` || classCount !== model.classCount) {
    throw new ConfigError(
      `network "${model.name}": expected examples [${model.inputShape.join(', ')}] and ${model.classCount} classes, ` +
        `got [${inputShape.join(', ')}] and ${classCount}`,
    );
  }
  return model;
}

function unsupportedLayer(name: string, { className }: LayerDescription, reason: string): ConfigError {
  return new ConfigError(`layer "${name}" (${className}) cannot be used: ${reason}`);
}

/** A class that inherits its `className` would be deserialised as the parent class. */
function customClassReason(layer: InnerLayer): string | undefined {
  if (Object.hasOwn(layer.constructor, 'className')) return undefined;
  const { name } = layer.constructor;
  return `its custom class ${name} cannot be restored from a saved model; use TensorFlow.js's own layers`;
}

function unknownInitialiserReason({ config }: LayerDescription): string | undefined {
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith('Initializer') || isKnownInitialiser(value as InitialiserDescription)) continue;
    const { className } = value as InitialiserDescription;
    return (
      `${key} ${className} cannot be drawn from the seed; ` +
      "use another initialiser, or keep the weights (weights: 'keep')"
    );
  }
  return undefined;
}

/** @param values values of parameters that `init` does not draw */
function modelOf(topology: Topology, frozen: readonly string[], values: ReadonlyMap<string, HostTensor>): Model {
  const network = buildNetwork(topology);
  const { name } = network;
  const layers = network.layers as unknown as readonly InnerLayer[];
  const last = layers.at(-1);
  if (network.inputs.length !== 1 || network.outputs.length !== 1) {
    throw new ConfigError(
      `network "${name}": expected one input and one output, ` +
        `got ${network.inputs.length} and ${network.outputs.length}`,
    );
  }
  for (const layer of layers) checkOutputSize(layer);
  const inputShape = fixedShape(network.inputs[0]!.shape, name);
  const outputShape = fixedShape(network.outputs[0]!.shape, name);
  if (outputShape.length !== 1) {
    throw new ConfigError(`network "${name}": expected an output [B, C], got [B, ${outputShape.join(', ')}]`);
  }
  const weights = weightsOf(layers, topology);
  const unknown = frozen.find((parameter) => !weights.some((weight) => weight.name === parameter));
  if (unknown !== undefined) throw new ConfigError(`model.frozen: network "${name}" has no parameter "${unknown}"`);
  // The copy needs no values: `apply` substitutes the parameters.
  for (const { variable } of weights) variable.val.dispose();
  const dropouts = layers.filter((layer) => layer.getClassName() === 'Dropout' && (layer.rate ?? 0) > 0);
  const tappedLayers = layers.filter((layer) => layer !== last && layer.getClassName() !== 'InputLayer');
  const nonlinearity = nonlinearityOf(topology.config.layers);

  return {
    name,
    spec: { name: LAYERS_MODEL, topology, ...(frozen.length > 0 && { frozen }) },
    inputShape,
    classCount: outputShape[0]!,
    ...(nonlinearity !== undefined && { nonlinearity }),
    parameterCount: weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
    ...(frozen.length > 0 && { frozen }),
    layers: tappedLayers.map((layer) => layer.name),
    noiseShapes: (batchSize) =>
      Object.fromEntries(
        dropouts.map((layer) => [layer.name, [batchSize, ...fixedShape(layer.outputShape, layer.name)]]),
      ),
    init: (rng) => initial(weights, values, rng),
    apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor {
      const restore = substituteVariables(weights, parameters);
      try {
        for (const layer of tappedLayers) {
          const layerNoise = noise !== undefined && dropouts.includes(layer) ? noise[layer.name]! : undefined;
          tapOutput(layer, tap, layerNoise);
        }
        return network.apply(x, { training: false }) as Tensor;
      } finally {
        restore();
        // Removes the overrides; the original `call` is on the prototype.
        for (const layer of tappedLayers) delete (layer as Partial<InnerLayer>).call;
      }
    },
  };
}

function initial(weights: readonly Weight[], values: ReadonlyMap<string, HostTensor>, rng: Rng): HostTensors {
  return Object.fromEntries(
    weights.map(({ name, shape, initialiser }) => {
      const value = values.get(name);
      // A copy: engines take ownership of input buffers.
      if (value !== undefined) return [name, { ...value, data: value.data.slice() }];
      return [name, drawInitialValue(initialiser, shape, rng.split(name))];
    }),
  );
}

/** Lists the weights in layer order. */
function weightsOf(layers: readonly InnerLayer[], { config }: Topology): Weight[] {
  return layers.flatMap((layer) =>
    layer.weights.map((variable): Weight => {
      const description = config.layers.find((described) => nameOf(described) === layer.name)!;
      const initialiser = description.config[`${weightName(variable)}Initializer`] as InitialiserDescription;
      return {
        name: parameterName(layer.name, variable),
        shape: variable.shape as readonly number[],
        variable,
        initialiser,
      };
    }),
  );
}

function parameterName(layer: string, variable: InnerVariable): string {
  return `${layer}/${weightName(variable)}`;
}

/** Returns the name of a weight within its layer, for example kernel. TensorFlow.js prepends the layer's name. */
function weightName({ originalName }: InnerVariable): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1);
}

function valueOf({ val }: InnerVariable): HostTensor {
  return { dtype: 'float32', shape: [...val.shape], data: Float32Array.from(val.dataSync()) };
}

/** Replaces the variables' tensors by the parameters; returns a function that restores them. */
function substituteVariables(weights: readonly Weight[], parameters: Tensors): () => void {
  const values = weights.map(({ variable }) => variable.val);
  for (const { name, variable } of weights) variable.val = parameters[name]!;
  return () => weights.forEach(({ variable }, i) => (variable.val = values[i]!));
}

/** Routes a layer's output through `tap`. With `noise`, a dropout layer uses it instead of drawing its own. */
function tapOutput(layer: InnerLayer, tap: Tap, noise: Tensor | undefined): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const first = Array.isArray(inputs) ? inputs[0]! : inputs;
    const outputs = noise === undefined ? call(inputs, kwargs) : dropout(first, noise, layer.rate!);
    return tap(layer.name, Array.isArray(outputs) ? outputs[0]! : outputs);
  };
}

/** @throws ConfigError if a layer has more outputs per example than fit into memory, or a number that is none */
function checkOutputSize({ name, outputShape }: InnerLayer): void {
  const shape = fixedShape(outputShape, name);
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.every((length) => Number.isInteger(length) && length > 0) && size <= MAX_OUTPUTS) return;
  throw new ConfigError(`layer "${name}": expected 1 to ${MAX_OUTPUTS} outputs per example, got [${shape.join(', ')}]`);
}

function fixedShape(shape: tf.Shape, name: string): number[] {
  const inner = shape.slice(1);
  if (inner.some((size) => size === null))
    throw new ConfigError(`"${name}": expected fixed sizes, got [${shape.join(', ')}]`);
  return inner as number[];
}
