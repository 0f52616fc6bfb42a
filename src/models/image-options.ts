import { ConfigError } from '../errors.js';
import { leakyRelu, maxPool2d, meanPool2d, relu, sigmoid, type Tensor, tf } from '../ops/index.js';
import type { ModelSpec } from './types.js';

/**
 * The three kinds of Table 2. The paper cites but does not define 'inhibitor' ("U": UCNN, UResnet): "stabilize training
 * and remove biases units via winner-share-all connections". Interpreted here as: no biases; the mean over channels is
 * subtracted at every position before the activation, so that units above the average win and share; mean pooling. With
 * ReLU the network stays piecewise linear, and b[x] = 0.
 */
export const KINDS = ['mean', 'max', 'inhibitor'] as const;
export const ACTIVATIONS = ['relu', 'leaky-relu', 'sigmoid'] as const;

/** Option names of a spec. */
export const IMAGE_OPTION_NAMES = ['kind', 'activation'] as const;

export type Kind = (typeof KINDS)[number];
export type Activation = (typeof ACTIVATIONS)[number];

/** Options of all image networks: pooling, activation, biases. */
export interface ImageOptions {
  readonly kind: Kind;
  readonly activation: Activation;
  readonly biases: boolean;
  /** Applies the nonlinearity, including inhibition. */
  activate(x: Tensor): Tensor;
  /** Pools 2 x 2 windows with stride 2. */
  pool(x: Tensor): Tensor;
}

/**
 * Reads `kind` and `activation` from a spec.
 * @throws ConfigError naming the option and its allowed values
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
