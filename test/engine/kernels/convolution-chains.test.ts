import type { Program } from '#src/engine/index.js';
import { leakyRelu, maxPool2d, meanPool2d, relu, sigmoid } from '#src/ops/index.js';
import { tf } from '#src/ops/tf.js';
import { gradientsWithAux } from '#src/ops/vjp.js';
import { createRng, type Rng } from '#src/rng.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { usePlainConvolutions } from '../../helpers/plain-convolutions.js';
import { graphOf } from '../../helpers/traced-convolution.js';
import { drawInputs, expectSameProgram } from './compare.js';
import { between, flip, pick, type DrawnInput } from './draw.js';
import { useEngines } from './engines.js';

/**
 * Random chains of image network layers: convolutions of every method, and the layers between them, whose
 * transpositions, reshapes, masks and sums the compiled engine moves and merges.
 */
const CHAINS = 100;
const LENGTH = 6;
/**
 * Chains with a padded tensor as a filter, which ONNX Runtime's fusion of padding breaks (see BROKEN_OPTIMISERS in
 * session.ts).
 */
const ONCE_BROKEN = [458, 780, 1393];
const CHANNELS = [1, 3, 9, 12] as const;
/**
 * Minimum number of chains with Winograd's filtering, patches and native convolutions, in case the random draws
 * change.
 */
const MIN_CHAINS_PER_METHOD = 10;

type Image = tf.Tensor4D;
interface Tensors {
  readonly x: tf.Tensor;
  /** A pool of numbers; filters and biases are slices of it. */
  readonly weights: tf.Tensor;
}
type Step = (rng: Rng, x: Image, { weights }: Tensors) => tf.Tensor;

/** Takes a tensor of the given shape from the weights, at a random offset. */
function sliceWeights(rng: Rng, weights: tf.Tensor, shape: readonly number[], scale = 1): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.mul(tf.reshape(tf.slice(weights, rng.integer(weights.size - size + 1), size), [...shape]), scale);
}

function convolution(rng: Rng, x: Image, { weights }: Tensors): tf.Tensor {
  const [, height, width, channels] = x.shape;
  const square = pick(rng, [1, 2, 3, 3, 3, 5]);
  const pad = pick(rng, ['same', 'valid', 'full'] as const);
  const [down, across] = pad === 'full' || flip(rng) ? [square, square] : [square, between(rng, 1, 4)];
  if (pad === 'valid' && (down > height || across > width)) return x;
  const stride = rng.integer(6) === 0 ? 2 : 1;
  const filter = sliceWeights(
    rng,
    weights,
    [down, across, channels, pick(rng, CHANNELS)],
    1 / Math.sqrt(down * across * channels),
  );
  return tf.conv2d(x, filter as Image, stride, pad === 'full' ? down - 1 : pad);
}

const pooled =
  (pool: typeof maxPool2d, size: number, stride: number): Step =>
  (_rng, x) =>
    Math.min(x.shape[1], x.shape[2]) < size ? x : pool(x, { size, stride });

const STEPS: readonly Step[] = [
  ...Array.from({ length: 7 }, () => convolution),
  (rng, x, { weights }) => tf.add(x, sliceWeights(rng, weights, [x.shape[3]])),
  (_rng, x) => relu(x),
  (rng, x, { weights }) => relu(tf.add(x, sliceWeights(rng, weights, [x.shape[3]], 0.5))),
  (_rng, x) => leakyRelu(x),
  (_rng, x) => sigmoid(x),
  (_rng, x) => tf.sub(x, tf.mean(x, -1, true)),
  (_rng, x) => relu(tf.sub(x, tf.mean(x, -1, true))),
  pooled(maxPool2d, 2, 2),
  pooled(meanPool2d, 2, 2),
  pooled(maxPool2d, 3, 2),
  (_rng, x) => maxPool2d(relu(x), { size: Math.min(2, x.shape[1], x.shape[2]), stride: 1 }),
  (rng, x) =>
    tf.pad(x, [
      [0, 0],
      [rng.integer(2), rng.integer(2)],
      [rng.integer(2), rng.integer(2)],
      [0, 0],
    ]),
  (_rng, x) => tf.concat([x, tf.neg(x)], 3),
  // A residual connection; the branch is a convolution of the same size.
  (rng, x, { weights }) => {
    const channels = x.shape[3];
    const filter = (size: number): Image =>
      sliceWeights(rng, weights, [size, size, channels, channels], 1 / (size * channels)) as Image;
    return tf.add(relu(tf.conv2d(x, filter(3), 1, 'same')), tf.conv2d(x, filter(1), 1, 'same'));
  },
];

/** Builds the chain of one seed. It may add an earlier result of the same shape. */
function chain(seed: number, tensors: Tensors): tf.Tensor {
  const rng = createRng(seed).split('chain');
  const results: tf.Tensor[] = [tensors.x];
  let x = tensors.x;
  for (let i = 0; i < LENGTH; i++) {
    x = pick(rng, STEPS)(rng, x as Image, tensors);
    // Keeps the tensors small, because the CPU backend is slow.
    if (x.shape[3]! > 12) x = tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 12]);
    if (x.shape[1]! > 14) x = tf.slice(x, [0, 0, 0, 0], [-1, 14, -1, -1]);
    if (x.shape[2]! > 14) x = tf.slice(x, [0, 0, 0, 0], [-1, -1, 14, -1]);
    const earlier = results.find(({ shape }) => shape.join() === x.shape.join());
    if (earlier !== undefined && rng.integer(3) === 0) x = tf.add(x, earlier);
    results.push(x);
  }
  return tf.mean(x, [1, 2]);
}

const inputsOf = (seed: number): Record<string, DrawnInput> => {
  const rng = createRng(seed).split('inputs');
  return {
    x: { shape: [between(rng, 1, 2), between(rng, 4, 12), between(rng, 4, 12), pick(rng, CHANNELS)] },
    weights: { shape: [25 * 12 * 12] },
  };
};

/** y, the gradients of ||y||^2, and the gradients of R, which is ||d(||y||^2)/dx - x||^2. */
function derivatives(seed: number, inputs: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const xs = [tf.add(inputs['x']!, 0), tf.add(inputs['weights']!, 0)] as const;
  const y = (): tf.Tensor => chain(seed, { x: xs[0], weights: xs[1] });
  const gradients = (value: () => tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor[] =>
    gradientsWithAux(() => ({ value: value(), aux: {} }), inputs).gradients;
  const potential = (): tf.Tensor => tf.sum(tf.square(y()));
  const [byImage, byWeights] = gradients(potential, xs);
  const second = gradients(() => tf.sum(tf.square(tf.sub(gradients(potential, [xs[0]])[0]!, xs[0]))), xs);
  return { y: y(), byImage: byImage!, byWeights: byWeights!, secondByImage: second[0]!, secondByWeights: second[1]! };
}

const engines = useEngines();
beforeAll(usePlainConvolutions);

describe('a random chain of layers, its gradient and the gradient of R are equal on both engines', () => {
  it.each([...Array(CHAINS).keys(), ...ONCE_BROKEN])('chain %i', async (seed) => {
    const inputs = inputsOf(seed);
    const program: Program = {
      name: `chain ${seed}`,
      inputs: inputs as Program['inputs'],
      fn: (tensors) => derivatives(seed, tensors),
    };
    const rng = createRng(seed).split('values');
    await expectSameProgram(engines, program, [drawInputs(rng, inputs, 'random')], program.name, 1e-4);
  });

  it('the chains contain convolutions of every method', () => {
    const counts = { winograd: 0, patches: 0, native: 0 };
    for (let seed = 0; seed < CHAINS; seed++) {
      const inputs = inputsOf(seed) as Program['inputs'];
      const { nodes } = graphOf(inputs, ({ x, weights }) => chain(seed, { x: x!, weights: weights! }));
      const isProduct = ({ op }: (typeof nodes)[number]): boolean => op === 'MatMul' || op === 'Gemm';
      if (nodes.some(({ op, outputs }) => op === 'MatMul' && outputs[0]!.shape.length === 5)) counts.winograd++;
      if (nodes.some(({ op }) => op === 'Conv')) counts.native++;
      if (nodes.some((node) => isProduct(node) && node.attributes['transA'] === 1)) counts.patches++;
    }
    for (const [method, count] of Object.entries(counts))
      expect(count, method).toBeGreaterThanOrEqual(MIN_CHAINS_PER_METHOD);
  });
});
