import { ConfigError } from '../errors.js';
import type { HostTensors, Tensors } from '../engine/index.js';
import { conv1d, dense, dropout, maxPool1d, relu, type Tensor, tf } from '../ops/index.js';
import type { Rng } from '../rng.js';
import type { Tap } from '../inversion/index.js';
import { glorotUniform, heUniform, zeros } from './initialisers.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape } from './types.js';

const FILTERS = 42;
const FIRST = { size: 1024, stride: 512 };
const POOL = { size: 4, stride: 2 };
const SECOND = { size: 3, stride: 2 };
const HIDDEN = 32;
/** Half of a usual batch: products of fewer rows are slower, and threads have one share each. */
const ROWS_AT_ONCE = 50;
const DROPOUT_RATE = 0.5;

/** Least input that gives an output of this length. */
const inputLength = (length: number, { size, stride }: { size: number; stride: number }): number =>
  (length - 1) * stride + size;
const outputLength = (length: number, { size, stride }: { size: number; stride: number }): number =>
  Math.floor((length - size) / stride) + 1;

/**
 * The paper's network for raw audio (appendix A.2): conv1d(1024, stride 512, 42) - maxpool1d(4, 2) - conv1d(3, 2, 42) - dense 32 -
 * dropout 0.5 - dense; 60,842 parameters for 22,050 samples and 10 classes. ReLU after both convolutions and the first dense layer.
 */
export function bird10({ inputShape, classCount }: ModelShape): Model {
  const [samples] = inputShape as [number];
  const pooled = outputLength(outputLength(samples, FIRST), POOL);
  const frames = outputLength(pooled, SECOND);
  if (inputShape.length !== 1 || !(frames >= 1)) {
    throw new ConfigError(`model bird10: needs segments of at least 6,144 samples, got [${inputShape.join(', ')}]`);
  }
  const flat = frames * FILTERS;

  return {
    name: 'bird10',
    spec: { name: 'bird10' },
    inputShape,
    // Windows that do not fit are left out at every layer: the last of them never sees the last frames of the first.
    usedInputShape: [inputLength(inputLength(inputLength(frames, SECOND), POOL), FIRST)],
    classCount,
    parameterCount:
      (FIRST.size + 1) * FILTERS +
      (SECOND.size * FILTERS + 1) * FILTERS +
      (flat + 1) * HIDDEN +
      (HIDDEN + 1) * classCount,
    microBatchSize: ROWS_AT_ONCE,
    layers: ['conv1', 'conv2', 'dense1'],
    noiseShapes: (batchSize) => ({ dropout: [batchSize, HIDDEN] }),
    init: (rng: Rng): HostTensors => ({
      'conv1/kernel': heUniform(rng.split('conv1'), [FIRST.size, 1, FILTERS], FIRST.size),
      'conv1/bias': zeros([FILTERS]),
      'conv2/kernel': heUniform(rng.split('conv2'), [SECOND.size, FILTERS, FILTERS], SECOND.size * FILTERS),
      'conv2/bias': zeros([FILTERS]),
      'dense1/kernel': heUniform(rng.split('dense1'), [flat, HIDDEN], flat),
      'dense1/bias': zeros([HIDDEN]),
      'dense2/kernel': glorotUniform(rng.split('dense2'), [HIDDEN, classCount], HIDDEN, classCount),
      'dense2/bias': zeros([classCount]),
    }),
    apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor {
      const p = (name: string): Tensor => parameters[name]!;
      const [batch, length] = x.shape as [number, number];
      let h = conv1d(tf.reshape(x, [batch, length, 1]), p('conv1/kernel'), FIRST);
      h = relu(tf.add(h, p('conv1/bias')));
      h = tap('conv1', maxPool1d(h, POOL));
      h = tap('conv2', relu(tf.add(conv1d(h, p('conv2/kernel'), SECOND), p('conv2/bias'))));
      h = relu(dense(tf.reshape(h, [batch, flat]), p('dense1/kernel'), p('dense1/bias')));
      if (noise !== undefined) h = dropout(h, noise['dropout']!, DROPOUT_RATE);
      return dense(tap('dense1', h), p('dense2/kernel'), p('dense2/bias'));
    },
  };
}
