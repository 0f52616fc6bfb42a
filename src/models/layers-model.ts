import { ConfigError } from '../errors.js';
import type { HostTensor, HostTensors, Tensors } from '../engine/types.js';
import type { tf } from '../ops/index.js';
import { dropout } from '../ops/index.js';
import type { Tensor } from '../ops/tf.js';
import { refusalOf } from './layers-support.js';
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
  const initial = initialValues(variables);

  return {
    name: network.name,
    spec: { name: 'layers-model', topology: network.toJSON(undefined, false) },
    inputShape,
    classCount: outputShape[0]!,
    parameterCount: Object.values(initial).reduce((sum, { data }) => sum + data.length, 0),
    noiseShapes: (batchSize) =>
      Object.fromEntries(
        dropouts.map((layer) => [layer.name, [batchSize, ...fixedShape(layer.outputShape, layer.name)]]),
      ),
    init: () => initial,
    apply(parameters: Tensors, x: Tensor, noise?: Tensors): Tensor {
      const restore = substitute(variables, dropouts, parameters, noise);
      try {
        return network.apply(x, { training: false }) as Tensor;
      } finally {
        restore();
      }
    },
  };
}

/** Puts tensors in the place of variables, and noise from outside in the place of dropout's own; returns the way back. */
function substitute(
  variables: readonly InnerVariable[],
  dropouts: readonly InnerLayer[],
  parameters: Tensors,
  noise?: Tensors,
): () => void {
  const values = variables.map((variable) => variable.val);
  for (const variable of variables) variable.val = parameters[variable.name]!;
  if (noise !== undefined) {
    for (const layer of dropouts) {
      layer.call = (inputs) => dropout((Array.isArray(inputs) ? inputs[0] : inputs)!, noise[layer.name]!, layer.rate!);
    }
  }
  return () => {
    variables.forEach((variable, i) => (variable.val = values[i]!));
    // The layer's own `call` is on its prototype.
    for (const layer of dropouts) delete (layer as Partial<InnerLayer>).call;
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
