import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { leakyRelu, relu, type Tensor, tf } from '../ops/index.js';
import { applyDense, countParameters, initLayers, type LayerShape } from './layer-parameters.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape } from './types.js';

export interface MlpOptions {
  /** Units of each hidden layer, at least one. */
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'leaky-relu';
}

/**
 * Builds dense layers with ReLUs in between, for examples of any shape. The reconstruction A[x]ᵀ f(x) has to pass
 * through the hidden units. A convolution's activation mask is as fine as the example and lets a network reconstruct
 * almost any input; a dense network has no such mask.
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
 * Returns the layers of a dense network: `dense1`, `dense2`, ..., `output`.
 * @throws ConfigError if there is no hidden layer
 */
export function denseLayers(
  inputs: number,
  outputs: number,
  { hidden, activation }: MlpOptions,
): readonly [...LayerShape[], LayerShape] {
  const last = hidden.at(-1);
  if (last === undefined) throw new ConfigError('dense network: expected at least one hidden layer, got []');
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
