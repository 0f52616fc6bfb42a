import { beforeAll, expect, it } from 'vitest';
import * as ops from '#src/ops/index.js';

const { tf } = ops;
beforeAll(() => tf.setBackend('cpu'));

const shapes = {
  rows: [2, 6],
  kernel: [6, 3],
  bias: [3],
  signal: [2, 8, 3],
  filter: [4, 3, 5],
  frames: [2, 3, 5],
  image: [2, 4, 4, 3],
  filters: [3, 3, 3, 2],
} as const;

type Arguments = Readonly<Record<keyof typeof shapes, ops.Tensor>>;

const GEOMETRY = ops.poolGeometry([2, 4, 4, 3], { filterSize: 2, strides: 2, pad: 'valid' });
const EACH_ALONE = ops.poolGeometry([2, 4, 4, 3], { filterSize: 1, strides: 1, pad: 'valid' });

/** Every primitive, as it may be called outside of a tidy. */
const PRIMITIVES: Readonly<Record<string, (given: Arguments) => ops.Tensor>> = {
  relu: ({ rows }) => ops.relu(rows),
  leakyRelu: ({ rows }) => ops.leakyRelu(rows),
  sigmoid: ({ rows }) => ops.sigmoid(rows),
  softmax: ({ rows }) => ops.softmax(rows),
  logSoftmax: ({ rows }) => ops.logSoftmax(rows),
  dense: ({ rows, kernel }) => ops.dense(rows, kernel),
  'dense with a bias': ({ rows, kernel, bias }) => ops.dense(rows, kernel, bias),
  dropout: ({ rows }) => ops.dropout(rows, rows, 0.5),
  held: ({ rows }) => ops.stopGradient(rows),
  'conv1d, the filter a multiple of the stride': ({ signal, filter }) => ops.conv1d(signal, filter, { stride: 2 }),
  'conv1d, any filter': ({ signal, filter }) => ops.conv1d(signal, filter, { stride: 3 }),
  conv2d: ({ image, filters }) => ops.conv2d(image, filters, 'full'),
  overlapAdd: ({ frames, filter }) => ops.overlapAdd(frames, filter, { stride: 2 }),
  maxPool1d: ({ signal }) => ops.maxPool1d(signal, { size: 2, stride: 2 }),
  meanPool1d: ({ signal }) => ops.meanPool1d(signal, { size: 3, stride: 2 }),
  'maxPool1d, each alone': ({ signal }) => ops.maxPool1d(signal, { size: 1, stride: 1 }),
  maxPool2d: ({ image }) => ops.maxPool2d(image, { size: 2, stride: 2 }),
  meanPool2d: ({ image }) => ops.meanPool2d(image, { size: 2, stride: 2 }),
  maxPoolForward: ({ image }) => ops.maxPoolForward(image, GEOMETRY),
  'maxPoolForward, each alone': ({ image }) => ops.maxPoolForward(image, EACH_ALONE),
  averagePoolForward: ({ image }) => ops.averagePoolForward(image, GEOMETRY),
  upsample1d: ({ signal }) => ops.upsample1d(signal, 2),
  upsample2d: ({ image }) => ops.upsample2d(image, 2),
};

it.each(Object.keys(PRIMITIVES))('%s leaves nothing behind but its result, forwards and back', (name) => {
  const given = Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => [key, tf.ones([...shape])]),
  ) as unknown as Arguments;
  const before = tf.memory().numTensors;
  const primitive = PRIMITIVES[name]!;
  primitive(given).dispose();
  expect(tf.memory().numTensors).toBe(before);
  const [first] = Object.values(given).filter((tensor) => !tensor.isDisposed);
  expect(Object.values(given).every((tensor) => !tensor.isDisposed)).toBe(true);
  const { value, gradients } = ops.gradientsWithAux(
    () => ({ value: tf.sum(primitive(given)), aux: {} }),
    Object.values(given),
  );
  for (const tensor of [value, ...gradients]) tensor.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(first!.isDisposed).toBe(false);
  for (const tensor of Object.values(given)) tensor.dispose();
});
