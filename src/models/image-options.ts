import { ConfigError } from '../errors.js';
import { leakyRelu, maxPool2d, meanPool2d, relu, sigmoid, type Tensor, tf } from '../ops/index.js';
import type { ModelSpec } from './types.js';

/**
 * The three kinds of Table 2. 'inhibitor' ("U": UCNN, UResnet) is cited by the paper, not defined: "stabilize training and remove biases
 * units via winner-share-all connections". Read here as: no biases; at every position the mean over channels is subtracted before the
 * activation, so that the units above the average win and share; mean pooling. With ReLU it stays piecewise linear, and b[x] = 0.
 */
export const KINDS = ['mean', 'max', 'inhibitor'] as const;
export const ACTIVATIONS = ['relu', 'leaky-relu', 'sigmoid'] as const;

/** Names of the options that a spec may have. */
export const IMAGE_OPTION_NAMES = ['kind', 'activation'] as const;

export type Kind = (typeof KINDS)[number];
export type Activation = (typeof ACTIVATIONS)[number];

/** What the image networks share: pooling, activation, and whether there are biases. */
export interface ImageOptions {
  readonly kind: Kind;
  readonly activation: Activation;
  readonly biases: boolean;
  /** The non-linearity, inhibition included. */
  activate(x: Tensor): Tensor;
  /** 2 x 2 windows, stride 2. */
  pool(x: Tensor): Tensor;
}

/**
 * Reads `kind` and `activation` of a spec.
 * @throws ConfigError naming the option and the values that it may have
 */
export function imageOptions(spec: ModelSpec): ImageOptions {
  const kind = oneOf('kind', spec['kind'] ?? 'max', KINDS);
  const activation = oneOf('activation', spec['activation'] ?? 'relu', ACTIVATIONS);
  const nonlinearity = { relu, 'leaky-relu': (x: Tensor) => leakyRelu(x), sigmoid }[activation];
  return {
    kind,
    activation,
    biases: kind !== 'inhibitor',
    activate: kind === 'inhibitor' ? (x) => nonlinearity(tf.sub(x, tf.mean(x, -1, true))) : nonlinearity,
    pool: (x) => (kind === 'max' ? maxPool2d : meanPool2d)(x, { size: 2, stride: 2 }),
  };
}

function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw new ConfigError(`model.${option}: expected one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return value as T;
}
