import { ConfigError } from '../errors.js';
import type { HostTensor, HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { dropout, type Tensor, type tf } from '../ops/index.js';
import { refusalOf } from './layers-support.js';
import { noTap } from './tap.js';
import type { Model } from './types.js';

/** What is needed of a Keras-like layer beyond its public face. */
interface InnerLayer {
  readonly name: string;
  readonly rate?: number;
  readonly outputShape: tf.Shape;
  call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[];
  getClassName(): string;
}

/** A layer's weight: `read()` gives `val`. */
interface InnerVariable {
  readonly name: string;
  readonly shape: tf.Shape;
  val: Tensor;
}

/**
 * A network that a user built with TensorFlow.js's layers, as a `Model`: its variables become inputs of a pure function, its dropout takes
 * its noise as an input. The network must give logits, [B, C], from one input.
 * @throws ConfigError naming the first layer for which R's gradient could not be right
 */
export function fromLayersModel(network: tf.LayersModel): Model {
  const layers = network.layers as unknown as readonly InnerLayer[];
  const last = layers.at(-1);
  for (const layer of layers) {
    const reason = refusalOf(network.getLayer(layer.name), layer === last);
    if (reason !== undefined)
      throw new ConfigError(`layer "${layer.name}" (${layer.getClassName()}) cannot be used: ${reason}`);
  }
  if (network.inputs.length !== 1 || network.outputs.length !== 1) {
    throw new ConfigError(
      `network "${network.name}": expected one input and one output, got ${network.inputs.length} and ${network.outputs.length}`,
    );
  }
  const inputShape = fixedShape(network.inputs[0]!.shape, network.name);
  const outputShape = fixedShape(network.outputs[0]!.shape, network.name);
  if (outputShape.length !== 1) {
    throw new ConfigError(`network "${network.name}": expected an output [B, C], got [B, ${outputShape.join(', ')}]`);
  }
  const variables = network.weights as unknown as readonly InnerVariable[];
  const dropouts = layers.filter((layer) => layer.getClassName() === 'Dropout' && (layer.rate ?? 0) > 0);
  const shown = layers.filter((layer) => layer !== last && layer.getClassName() !== 'InputLayer');
  const initial = initialValues(variables);

  return {
    name: network.name,
    spec: { name: 'layers-model', topology: network.toJSON(undefined, false) },
    inputShape,
    classCount: outputShape[0]!,
    parameterCount: Object.values(initial).reduce((sum, { data }) => sum + data.length, 0),
    layers: shown.map(({ name }) => name),
    noiseShapes: (batchSize) =>
      Object.fromEntries(
        dropouts.map((layer) => [layer.name, [batchSize, ...fixedShape(layer.outputShape, layer.name)]]),
      ),
    init: () => initial,
    apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap: Tap = noTap): Tensor {
      const restore = substituteVariables(variables, parameters);
      for (const layer of shown) {
        const drop = noise !== undefined && dropouts.includes(layer) ? noise[layer.name]! : undefined;
        showOutput(layer, tap, drop);
      }
      try {
        return network.apply(x, { training: false }) as Tensor;
      } finally {
        restore();
        // The layers' own `call` is on their prototypes.
        for (const layer of shown) delete (layer as Partial<InnerLayer>).call;
      }
    },
  };
}

/** Puts tensors in the place of variables; returns the way back. */
function substituteVariables(variables: readonly InnerVariable[], parameters: Tensors): () => void {
  const values = variables.map((variable) => variable.val);
  for (const variable of variables) variable.val = parameters[variable.name]!;
  return () => variables.forEach((variable, i) => (variable.val = values[i]!));
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

function initialValues(variables: readonly InnerVariable[]): HostTensors {
  return Object.fromEntries(
    variables.map(({ name, val }): [string, HostTensor] => [
      name,
      { dtype: 'float32', shape: [...val.shape], data: Float32Array.from(val.dataSync()) },
    ]),
  );
}

function fixedShape(shape: tf.Shape, name: string): number[] {
  const inner = shape.slice(1);
  if (inner.some((size) => size === null))
    throw new ConfigError(`"${name}": expected fixed sizes, got [${shape.join(', ')}]`);
  return inner as number[];
}
