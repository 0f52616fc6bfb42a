import { ownValue } from '../own-value.js';

/** A layer as serialised by TensorFlow.js. */
export interface LayerDescription {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Layers whose second derivatives are covered by tests. */
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

const NESTED_NETWORK = 'it is a nested network; add its layers to the outer network instead';

/** Specific reasons for common unsupported layers. */
const REASONS: Readonly<Record<string, string>> = {
  BatchNormalization:
    'its batch statistics couple the examples, so A[x]ᵀ f(x) of a batch differs from that of single examples',
  GaussianNoise: 'it draws its own random noise; add noise to the input instead',
  AlphaDropout: 'it draws its own random noise; use Dropout instead',
  GaussianDropout: 'it draws its own random noise; use Dropout instead',
  Sequential: NESTED_NETWORK,
  Model: NESTED_NETWORK,
  Functional: NESTED_NETWORK,
};

/** Returns why a layer cannot be inverted, or undefined if it can. */
export function unsupportedReason({ className, config }: LayerDescription, isLast: boolean): string | undefined {
  if (!SUPPORTED.has(className)) return ownValue(REASONS, className) ?? 'its second derivative is not verified';
  const activation = config['activation'];
  if (typeof activation === 'string') {
    if (!ACTIVATIONS.has(activation)) return `the second derivative of activation ${activation} is not verified`;
    if (isLast && activation === 'softmax')
      return 'its softmax activation returns probabilities, but logits are required; use a linear activation';
  }
  const dilation = config['dilationRate'];
  if ([dilation].flat().some((rate) => typeof rate === 'number' && rate > 1))
    return `dilation ${JSON.stringify(dilation)} has no second derivative; use dilationRate 1`;
  if (config['dataFormat'] === 'channelsFirst') return 'its dataFormat is channelsFirst; use channelsLast';
  if (className === 'Dropout' && Array.isArray(config['noiseShape']))
    return `noiseShape ${JSON.stringify(config['noiseShape'])} is not supported; remove it`;
  return undefined;
}

/**
 * Returns why a layer cannot be trained as configured, or undefined if it can. The loss has no terms for weight
 * regularisers (its regulariser is R), and the optimiser does not enforce weight constraints. Frozen weights need
 * neither. (TensorFlow.js itself rejects activity regularisers.)
 * @param frozen whether all weights of the layer are frozen
 */
export function untrainableReason({ config }: LayerDescription, frozen: boolean): string | undefined {
  if (frozen) return undefined;
  for (const [key, value] of Object.entries(config)) {
    const [, kind] = /(Regularizer|Constraint)$/.exec(key) ?? [];
    if (kind === undefined || value === null || value === undefined) continue;
    const setting = `${key} ${(value as { readonly className?: string }).className ?? 'of a custom class'}`;
    return kind === 'Regularizer'
      ? `${setting} is not part of the loss, whose regulariser is R; remove it, or set trainable to false`
      : `${setting} is not enforced by the optimiser; remove it, or set trainable to false`;
  }
  return undefined;
}

/** Describes what makes the layers not piecewise linear, in the plural, for display; undefined if nothing does. */
export function nonlinearityOf(layers: readonly LayerDescription[]): string | undefined {
  const nonlinearities = layers.flatMap(({ className, config }) => {
    const activation = ownValue(NONLINEARITIES, String(config['activation']));
    return [ownValue(NONLINEARITIES, className), activation].filter((name) => name !== undefined);
  });
  return nonlinearities.length === 0 ? undefined : new Intl.ListFormat('en-GB').format(new Set(nonlinearities));
}

/** By layer class or activation. */
const NONLINEARITIES: Readonly<Record<string, string>> = {
  sigmoid: 'sigmoids',
  tanh: 'hyperbolic tangents',
  elu: 'exponential linear units',
  softmax: 'softmaxes',
  ELU: 'exponential linear units',
  Multiply: 'products',
};
