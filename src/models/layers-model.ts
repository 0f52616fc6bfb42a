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

/** Name of such networks in a spec. */
export const LAYERS_MODEL = 'layers-model';

/** How a network of layers is taken over. */
export interface LayersModelOptions {
  /**
   * What training starts from. 'keep', the default: the weights that the network has, so that trained ones are not lost. 'seed': weights drawn
   * anew from the seed of the run, each by its layer's own initialiser, so that the same run gives the same bits again; TensorFlow.js draws
   * those of a new network without a seed. Frozen weights are kept either way.
   */
  readonly weights?: 'keep' | 'seed';
}

/** What is needed of a Keras-like layer beyond its public face. */
interface InnerLayer {
  readonly name: string;
  readonly rate?: number;
  readonly outputShape: tf.Shape;
  readonly weights: readonly InnerVariable[];
  call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[];
  getClassName(): string;
}

/** A layer's weight: `read()` gives `val`. */
interface InnerVariable {
  /** What the layer called it, behind the layer's name. */
  readonly originalName: string;
  readonly shape: tf.Shape;
  val: Tensor;
}

/** A weight in its place. */
interface Weight {
  /** Of the parameter: the layer's name and its own, such as dense/kernel. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: InnerVariable;
  readonly initialiser: InitialiserDescription;
}

/**
 * A network that a user built with TensorFlow.js's layers, as a `Model`: a pure function of its weights, whose dropout takes its noise as an
 * input. The network must give logits, [B, C], from one input. Its layers are copied: what happens to the network afterwards changes nothing.
 *
 * Weights that are not trainable, of a layer or of the whole network, are `frozen` parameters: saved, loaded, and never changed.
 *
 * `spec` is enough to build it again, by `createModel`: the layers, without what the weights are. Parameters are named by layers, and layers
 * without a name of their own by their place, so that neither depends on what else was made in the process.
 * @throws ConfigError naming the first layer for which R's gradient could not be right, or whose regulariser, constraint or initialiser could
 *   not be kept to
 */
export function fromLayersModel(network: tf.LayersModel, { weights = 'keep' }: LayersModelOptions = {}): Model {
  if (weights !== 'keep' && weights !== 'seed') {
    throw new ConfigError(`weights: expected keep or seed, got ${JSON.stringify(weights)}`);
  }
  const layers = network.layers as unknown as readonly InnerLayer[];
  const trainable = new Set(network.trainableWeights as unknown as readonly InnerVariable[]);
  // Layers first: a network within the network has no description of the same form.
  layers.forEach((layer, i) => {
    const description = { className: layer.getClassName(), config: network.layers[i]!.getConfig() };
    const frozen = !layer.weights.some((variable) => trainable.has(variable));
    const reason =
      unsupportedReason(description, i === layers.length - 1) ??
      ownClassRefusalOf(layer) ??
      untrainableReason(description, frozen) ??
      (weights === 'seed' && !frozen ? drawingRefusalOf(description) : undefined);
    if (reason !== undefined) throw refused(layer.name, description, reason);
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
 * The network of a spec that `fromLayersModel` made. Its own weights are not in it: `init` draws those of a fresh run, frozen ones as well.
 * @throws ConfigError if the spec is damaged, names a layer that cannot be used, or takes other examples or gives other classes
 */
export function layersModel(spec: ModelSpec, { inputShape, classCount }: ModelShape): Model {
  const topology = readTopology(spec['topology']);
  const { layers } = topology.config;
  layers.forEach((layer, i) => {
    const reason = unsupportedReason(layer, i === layers.length - 1);
    if (reason !== undefined) throw refused(nameOf(layer), layer, reason);
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

function refused(name: string, { className }: LayerDescription, reason: string): ConfigError {
  return new ConfigError(`layer "${name}" (${className}) cannot be used: ${reason}`);
}

/** A class that took the name of another one over would come back as that one. */
function ownClassRefusalOf(layer: InnerLayer): string | undefined {
  if (Object.hasOwn(layer.constructor, 'className')) return undefined;
  return `its class ${layer.constructor.name} is one of its own, which no saved model could be read back with`;
}

function drawingRefusalOf({ config }: LayerDescription): string | undefined {
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith('Initializer') || isKnownInitialiser(value as InitialiserDescription)) continue;
    const { className } = value as InitialiserDescription;
    return `${key} ${className} cannot be drawn from the seed; build it with another one, or keep its weights (weights: 'keep')`;
  }
  return undefined;
}

/** @param values of parameters that are not drawn */
function modelOf(topology: Topology, frozen: readonly string[], values: ReadonlyMap<string, HostTensor>): Model {
  const network = buildNetwork(topology);
  const { name } = network;
  const layers = network.layers as unknown as readonly InnerLayer[];
  const last = layers.at(-1);
  if (network.inputs.length !== 1 || network.outputs.length !== 1) {
    throw new ConfigError(
      `network "${name}": expected one input and one output, got ${network.inputs.length} and ${network.outputs.length}`,
    );
  }
  const inputShape = fixedShape(network.inputs[0]!.shape, name);
  const outputShape = fixedShape(network.outputs[0]!.shape, name);
  if (outputShape.length !== 1) {
    throw new ConfigError(`network "${name}": expected an output [B, C], got [B, ${outputShape.join(', ')}]`);
  }
  const weights = weightsOf(layers, topology);
  const unknown = frozen.find((parameter) => !weights.some((weight) => weight.name === parameter));
  if (unknown !== undefined) throw new ConfigError(`model.frozen: network "${name}" has no parameter "${unknown}"`);
  // The copy needs no values of its own: it is given some whenever it is applied.
  for (const { variable } of weights) variable.val.dispose();
  const dropouts = layers.filter((layer) => layer.getClassName() === 'Dropout' && (layer.rate ?? 0) > 0);
  const shown = layers.filter((layer) => layer !== last && layer.getClassName() !== 'InputLayer');
  const curves = nonlinearityOf(topology.config.layers);

  return {
    name,
    spec: { name: LAYERS_MODEL, topology, ...(frozen.length > 0 && { frozen }) },
    inputShape,
    classCount: outputShape[0]!,
    ...(curves !== undefined && { nonlinearity: curves }),
    parameterCount: weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
    ...(frozen.length > 0 && { frozen }),
    layers: shown.map((layer) => layer.name),
    noiseShapes: (batchSize) =>
      Object.fromEntries(
        dropouts.map((layer) => [layer.name, [batchSize, ...fixedShape(layer.outputShape, layer.name)]]),
      ),
    init: (rng) => initial(weights, values, rng),
    apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor {
      const restore = substituteVariables(weights, parameters);
      try {
        for (const layer of shown) {
          const drop = noise !== undefined && dropouts.includes(layer) ? noise[layer.name]! : undefined;
          showOutput(layer, tap, drop);
        }
        return network.apply(x, { training: false }) as Tensor;
      } finally {
        restore();
        // The layers' own `call` is on their prototypes.
        for (const layer of shown) delete (layer as Partial<InnerLayer>).call;
      }
    },
  };
}

function initial(weights: readonly Weight[], values: ReadonlyMap<string, HostTensor>, rng: Rng): HostTensors {
  return Object.fromEntries(
    weights.map(({ name, shape, initialiser }) => {
      const value = values.get(name);
      // A copy: a run takes its inputs' buffers away.
      if (value !== undefined) return [name, { ...value, data: value.data.slice() }];
      return [name, drawInitialValue(initialiser, shape, rng.split(name))];
    }),
  );
}

/** Weights in the order of the layers. */
function weightsOf(layers: readonly InnerLayer[], { config }: Topology): Weight[] {
  return layers.flatMap((layer) =>
    layer.weights.map((variable): Weight => {
      const description = config.layers.find((described) => nameOf(described) === layer.name)!;
      const initialiser = description.config[`${ownName(variable)}Initializer`] as InitialiserDescription;
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
  return `${layer}/${ownName(variable)}`;
}

/** What a layer calls a weight, kernel or bias. TensorFlow.js puts the layer's name before it, and for the variable's own a number behind it. */
function ownName({ originalName }: InnerVariable): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1);
}

function valueOf({ val }: InnerVariable): HostTensor {
  return { dtype: 'float32', shape: [...val.shape], data: Float32Array.from(val.dataSync()) };
}

/** Puts tensors in the place of variables; returns the way back. */
function substituteVariables(weights: readonly Weight[], parameters: Tensors): () => void {
  const values = weights.map(({ variable }) => variable.val);
  for (const { name, variable } of weights) variable.val = parameters[name]!;
  return () => weights.forEach(({ variable }, i) => (variable.val = values[i]!));
}

/** Lets a layer's output be seen; a dropout layer takes its noise from outside, if there is some, in the place of its own. */
function showOutput(layer: InnerLayer, tap: Tap, noise: Tensor | undefined): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const first = Array.isArray(inputs) ? inputs[0]! : inputs;
    const outputs = noise === undefined ? call(inputs, kwargs) : dropout(first, noise, layer.rate!);
    return tap(layer.name, Array.isArray(outputs) ? outputs[0]! : outputs);
  };
}

function fixedShape(shape: tf.Shape, name: string): number[] {
  const inner = shape.slice(1);
  if (inner.some((size) => size === null))
    throw new ConfigError(`"${name}": expected fixed sizes, got [${shape.join(', ')}]`);
  return inner as number[];
}
