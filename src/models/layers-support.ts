import type { tf } from '../ops/index.js';

/** Layers whose second derivatives the tests have proven. */
const SUPPORTED = new Set([
  'InputLayer',
  'Dense',
  'Activation',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'Dropout',
  'Flatten',
  'Reshape',
  'Permute',
  'RepeatVector',
  'Conv1D',
  'Conv2D',
  'MaxPooling1D',
  'MaxPooling2D',
  'AveragePooling1D',
  'AveragePooling2D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'Add',
  'Multiply',
  'Average',
  'Concatenate',
  'ZeroPadding2D',
]);

const ACTIVATIONS = new Set(['linear', 'relu', 'sigmoid', 'tanh', 'elu', 'softmax']);

/** Reasons that deserve more than "not supported". */
const REASONS: Readonly<Record<string, string>> = {
  BatchNormalization:
    'statistics over the batch tie the examples together, so A[x]ᵀ f(x) of a batch is not that of its examples',
  GaussianNoise: 'it draws its own noise; add noise to the input instead',
  AlphaDropout: 'it draws its own noise; use Dropout',
  GaussianDropout: 'it draws its own noise; use Dropout',
};

/** Why a layer cannot take part in the inverse, or undefined if it can. */
export function refusalOf(layer: tf.layers.Layer, isLast: boolean): string | undefined {
  const className = layer.getClassName();
  if (!SUPPORTED.has(className)) return REASONS[className] ?? 'its second derivative is not known to be right';
  const config = layer.getConfig();
  const activation = config['activation'];
  if (typeof activation === 'string') {
    if (!ACTIVATIONS.has(activation))
      return `activation ${activation} has no second derivative that is known to be right`;
    if (isLast && activation === 'softmax')
      return 'it ends in a softmax, but logits are wanted; give it a linear activation';
  }
  const dilation = config['dilationRate'];
  if ([dilation].flat().some((rate) => typeof rate === 'number' && rate > 1))
    return `dilation ${JSON.stringify(dilation)} has no second derivative`;
  if (config['dataFormat'] === 'channelsFirst') return 'channels come first; build it with channelsLast';
  return undefined;
}
