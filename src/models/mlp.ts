import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { leakyRelu, relu, type Tensor, tf } from '../ops/index.js';
import { applyDense, countParameters, initLayers, type LayerShape } from './layer-parameters.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape } from './types.js';

/** Hidden layers of a dense network. */
export interface MlpOptions {
  /** Units of each hidden layer, at least one. */
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'leaky-relu';
}

/**
 * Dense layers with rectifiers between them, on examples of any shape. What A[x]ᵀ gives back of an example has to come through the hidden
 * units: there is no mask as fine as the example itself, as a convolution's is, through which a network gives back whatever it is shown.
 * @throws ConfigError if there is no hidden layer
 */
export function mlp({ inputShape, classCount }: ModelShape, { hidden, activation }: MlpOptions): Model {
  const inputs = inputShape.reduce((product, size) => product * size, 1);
  const layers = denseLayers(inputs, classCount, { hidden, activation });
  const activate = activation === 'relu' ? relu : (x: Tensor) => leakyRelu(x);

  return {
    name: 'mlp',
    spec: { name: 'mlp', hidden, activation },
    inputShape,
    classCount,
    parameterCount: countParameters(layers),
    layers: layers.slice(0, -1).map(({ name }) => name),
    noiseShapes: () => ({}),
    init: (rng) => initLayers(layers, rng),
    apply(parameters: Tensors, x: Tensor, _noise?: Tensors, tap: Tap = identityTap): Tensor {
      let h: Tensor = tf.reshape(x, [x.shape[0], inputs]);
      for (const { name } of layers.slice(0, -1)) h = tap(name, activate(applyDense(parameters, name, h)));
      return applyDense(parameters, 'output', h);
    },
  };
}

/**
 * Layers of a dense network: `dense1`, `dense2`, ..., `output`.
 * @throws ConfigError if there is no hidden one
 */
export function denseLayers(
  inputs: number,
  outputs: number,
  { hidden, activation }: MlpOptions,
): readonly [...LayerShape[], LayerShape] {
  const last = hidden.at(-1);
  if (last === undefined) throw new ConfigError('a dense network: expected at least one hidden layer, got []');
  const widths = [inputs, ...hidden];
  return [
    ...hidden.map((units, i): LayerShape => ({
      name: `dense${i + 1}`,
      kernel: [widths[i]!, units],
      bias: true,
      activation,
    })),
    { name: 'output', kernel: [last, outputs], bias: true },
  ];
}
