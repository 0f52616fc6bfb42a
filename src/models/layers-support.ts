/** What a layer is, as TensorFlow.js writes it down. */
export interface LayerDescription {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

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

const NETWORK_WITHIN = 'it is a network of its own; put its layers into this one';

/** Reasons that deserve more than "not supported". */
const REASONS: Readonly<Record<string, string>> = {
  BatchNormalization:
    'statistics over the batch tie the examples together, so A[x]ᵀ f(x) of a batch is not that of its examples',
  GaussianNoise: 'it draws its own noise; add noise to the input instead',
  AlphaDropout: 'it draws its own noise; use Dropout',
  GaussianDropout: 'it draws its own noise; use Dropout',
  Sequential: NETWORK_WITHIN,
  Model: NETWORK_WITHIN,
  Functional: NETWORK_WITHIN,
};

/** Why a layer cannot take part in the inverse, or undefined if it can. */
export function unsupportedReason({ className, config }: LayerDescription, isLast: boolean): string | undefined {
  if (!SUPPORTED.has(className)) return REASONS[className] ?? 'its second derivative is not known to be right';
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
  if (className === 'Dropout' && Array.isArray(config['noiseShape']))
    return `noiseShape ${JSON.stringify(config['noiseShape'])} is not kept to; build it without`;
  return undefined;
}

/**
 * Why a layer cannot be trained as it says, or undefined if it can: the loss has R as its regulariser and no term for another one, and nothing
 * holds weights to a constraint after a step. Weights that are frozen need neither. (A regulariser of activations TensorFlow.js refuses itself.)
 * @param frozen whether all of its weights are
 */
export function untrainableReason({ config }: LayerDescription, frozen: boolean): string | undefined {
  if (frozen) return undefined;
  for (const [key, value] of Object.entries(config)) {
    const [, kind] = /(Regularizer|Constraint)$/.exec(key) ?? [];
    if (kind === undefined || value === null || value === undefined) continue;
    const said = `${key} ${(value as { readonly className?: string }).className ?? 'of its own'}`;
    return kind === 'Regularizer'
      ? `${said} is no term of the loss; build it without, R is the regulariser here, or set trainable to false`
      : `${said} is not kept to by the optimiser; build it without, or set trainable to false`;
  }
  return undefined;
}

/** What keeps these layers from being piecewise linear, in the plural, for people; undefined: nothing. */
export function nonlinearityOf(layers: readonly LayerDescription[]): string | undefined {
  const found = layers.flatMap(({ className, config }) => {
    const activation = CURVES[config['activation'] as string];
    return [CURVES[className], activation].filter((curve) => curve !== undefined);
  });
  return found.length === 0 ? undefined : new Intl.ListFormat('en-GB').format(new Set(found));
}

/** By class of layer, or activation. */
const CURVES: Readonly<Record<string, string>> = {
  sigmoid: 'sigmoids',
  tanh: 'hyperbolic tangents',
  elu: 'exponential linear units',
  softmax: 'softmaxes',
  ELU: 'exponential linear units',
  Multiply: 'products',
};
