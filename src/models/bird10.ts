import { ConfigError } from '../errors.js';
import { count } from '../format-number.js';
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
/** Half a typical batch: matrix products with fewer rows are slower, and each thread gets one shard. */
const MICRO_BATCH_SIZE = 50;
const DROPOUT_RATE = 0.5;

/** Returns the shortest input length that gives this output length. */
const inputLength = (length: number, { size, stride }: { size: number; stride: number }): number =>
  (length - 1) * stride + size;
const outputLength = (length: number, { size, stride }: { size: number; stride: number }): number =>
  Math.floor((length - size) / stride) + 1;
/** Returns how many outputs of the first convolution this number of frames of the second one depends on. */
const firstOutputs = (frames: number): number => inputLength(inputLength(frames, SECOND), POOL);
/** Returns how many samples this number of frames of the second convolution depends on. */
const usedSamples = (frames: number): number => inputLength(firstOutputs(frames), FIRST);

/**
 * The paper's raw-audio network (appendix A.2): conv1d(1024, stride 512, 42) - maxpool1d(4, 2) - conv1d(3, 2, 42) -
 * dense 32 - dropout 0.5 - dense; 60,842 parameters for 22,050 samples and 10 classes. ReLU after both convolutions and
 * the first dense layer.
 */
export function bird10({ inputShape, classCount }: ModelShape): Model {
  const [samples] = inputShape as [number];
  const pooled = outputLength(outputLength(samples, FIRST), POOL);
  const frames = outputLength(pooled, SECOND);
  if (inputShape.length !== 1 || !(frames >= 1)) {
    throw new ConfigError(
      `model bird10: expected segments of at least ${count(usedSamples(1))} samples, got [${inputShape.join(', ')}]`,
    );
  }
  const flat = frames * FILTERS;

  const afterConvolution = (parameters: Tensors, outputs: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor => {
    const p = (name: string): Tensor => parameters[name]!;
    let h: Tensor = relu(tf.add(outputs, p('conv1/bias')));
    h = tap('conv1', maxPool1d(h, POOL));
    h = tap('conv2', relu(tf.add(conv1d(h, p('conv2/kernel'), SECOND), p('conv2/bias'))));
    h = relu(dense(tf.reshape(h, [outputs.shape[0], flat]), p('dense1/kernel'), p('dense1/bias')));
    if (noise !== undefined) h = dropout(h, noise['dropout']!, DROPOUT_RATE);
    return dense(tap('dense1', h), p('dense2/kernel'), p('dense2/bias'));
  };

  return {
    name: 'bird10',
    spec: { name: 'bird10' },
    inputShape,
    // Every layer drops incomplete windows, so the logits do not depend on the last samples.
    usedInputShape: [usedSamples(frames)],
    classCount,
    parameterCount:
      (FIRST.size + 1) * FILTERS +
      (SECOND.size * FILTERS + 1) * FILTERS +
      (flat + 1) * HIDDEN +
      (HIDDEN + 1) * classCount,
    microBatchSize: MICRO_BATCH_SIZE,
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
    apply(parameters: Tensors, x: Tensor, noise?: Tensors, tap?: Tap): Tensor {
      const [batch, length] = x.shape as [number, number];
      const outputs = conv1d(tf.reshape(x, [batch, length, 1]), parameters['conv1/kernel']!, FIRST);
      return afterConvolution(parameters, outputs, noise, tap);
    },
    firstConvolution: {
      filters: 'conv1/kernel',
      stride: FIRST.stride,
      // Without those that the next layers drop.
      outputs: firstOutputs(frames),
      classify: (parameters, outputs, tap) => afterConvolution(parameters, outputs, undefined, tap),
    },
  };
}
