import { describe, expect, it } from 'vitest';
import { affine, closedForms, inverse } from '#src/inversion/index.js';
import { createModel } from '#src/models/index.js';
import { conv2d, dense, maxPool2d, meanPool2d, relu, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { bird10Layers, resnetLayers, smallCnnLayers, type LayerList } from '../helpers/closed-networks.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const {
  activatedLayer,
  activationSlopes,
  closedForm,
  convolutionMatrix,
  linearLayer,
  maxPoolingLayer,
  maxPoolingMatrix,
  meanPoolingMatrix,
  residualLayer,
  withoutChannelMean,
} = closedForms;

const normal = normalTensors(createRng(31));
/** Maximum difference relative to the maximum value. */
function distance(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.size).toBe(b.size);
  const flat = tf.reshape(b, [-1]);
  const maximum = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0]!;
  return maximum(tf.sub(tf.reshape(a, [-1]), flat)) / maximum(flat);
}
const times = (matrix: tf.Tensor2D, x: tf.Tensor): tf.Tensor => tf.matMul(matrix, tf.reshape(x, [-1, 1]));
const ROUNDED = 1e-5;

useTensors();

describe('the matrices of layers', () => {
  it.each(['valid', 'same', 'full'] as const)('of a %s convolution give C x = the convolution of x', (padding) => {
    const [x, filter] = [normal([1, 5, 6, 2]), normal([3, 3, 2, 4])];
    expect(
      distance(times(convolutionMatrix(filter, [5, 6, 2], { padding }), x), conv2d(x, filter, padding)),
    ).toBeLessThan(ROUNDED);
  });

  it('are refused for padding that would not be the same on both sides', () => {
    for (const [size, stride] of [
      [2, 1],
      [3, 2],
    ] as const) {
      const make = () =>
        convolutionMatrix(normal([size, size, 2, 3]), [6, 6, 2], { padding: 'same', stride: [stride, stride] });
      expect(make).toThrow('padding "same" needs windows of odd size and stride 1');
    }
  });

  it('of a strided convolution give C x = the convolution of x', () => {
    const [x, filter] = [normal([1, 9, 7, 2]), normal([3, 2, 2, 3])];
    const matrix = convolutionMatrix(filter, [9, 7, 2], { stride: [2, 3] });
    expect(distance(times(matrix, x), tf.conv2d(x, filter, [2, 3], 'valid'))).toBeLessThan(ROUNDED);
  });

  it('of max pooling have a single 1 in each row, and A_ρ z is z pooled', () => {
    const z = normal([1, 6, 4, 3]);
    const matrix = maxPoolingMatrix(z, [6, 4, 3], { size: [2, 2], stride: [2, 2] });
    expect(distance(times(matrix, z), maxPool2d(z, { size: 2, stride: 2 }))).toBe(0);
    expect([...new Set(matrix.dataSync())].sort()).toEqual([0, 1]);
    expect([...tf.sum(matrix, 1).dataSync()]).toEqual(Array(18).fill(1));
  });

  it('of max pooling select the first of equal values, like the networks', () => {
    const matrix = maxPoolingMatrix(tf.tensor1d([0, 7, 7, 7]), [2, 2, 1], { size: [2, 2], stride: [2, 2] });
    expect([...matrix.dataSync()]).toEqual([0, 1, 0, 0]);
  });

  it('of max pooling over windows of one pixel are the identity, also of one pixel alone', () => {
    const single = { size: [1, 1], stride: [1, 1] } as const;
    expect([...maxPoolingMatrix(tf.tensor1d([-1, -2]), [1, 2, 1], single).dataSync()]).toEqual([1, 0, 0, 1]);
    expect(maxPoolingMatrix(tf.tensor1d([-3]), [1, 1, 1], single).arraySync()).toEqual([[1]]);
  });

  it('of mean pooling average, also with overlapping windows', () => {
    const z = normal([1, 5, 5, 2]);
    const matrix = meanPoolingMatrix([5, 5, 2], { size: [3, 3], stride: [2, 2] });
    expect(distance(times(matrix, z), meanPool2d(z, { size: 3, stride: 2 }))).toBeLessThan(ROUNDED);
  });

  it('of activations are 1 above zero and the slope below', () => {
    expect([...activationSlopes(tf.tensor1d([2, -1, 0])).dataSync()]).toEqual([1, 0, 0]);
    expect([...activationSlopes(tf.tensor1d([2, -1]), 0.25).dataSync()]).toEqual([1, 0.25]);
  });

  it('of inhibition subtract the mean over channels at every position', () => {
    const [matrix, x] = [normal([6, 4]), normal([4])];
    const z = tf.reshape(times(matrix, x), [2, 3]);
    expect(distance(times(withoutChannelMean(matrix, 3), x), tf.sub(z, tf.mean(z, 1, true)))).toBeLessThan(ROUNDED);
  });
});

describe('Eq. 2 and 3 by hand', () => {
  it('give for one activated layer A = W A_σ C, b = W A_σ b + b^(L)', () => {
    // z = [1 − 3, 2 + 1] + [0.5, 0.5]: the first unit is inactive.
    const layer = activatedLayer({
      matrix: tf.tensor2d([
        [1, -1],
        [2, 1 / 3],
      ]),
      bias: tf.tensor1d([0.5, 0.5]),
    });
    const readout = { matrix: tf.tensor2d([[5, 10]]), bias: tf.tensor1d([-1]) };
    const { templates, bias, biasTerms, output } = closedForm([layer], readout)(tf.tensor1d([1, 3]));
    expect(distance(templates, tf.tensor1d([20, 10 / 3]))).toBeLessThan(1e-6);
    expect([...bias.dataSync()]).toEqual([4]);
    expect([...biasTerms.dataSync()]).toEqual([5, -1]);
    expect(output.dataSync()[0]).toBeCloseTo(34, 5);
  });

  it('give for one residual layer A = W (A_σ,in C_in + C_out), b = W (A_σ,in b_in + b_out) + b^(L)', () => {
    const layer = residualLayer({
      inner: {
        matrix: tf.tensor2d([
          [1, 0],
          [0, -1],
        ]),
        bias: tf.tensor1d([4, 4]),
      },
      outer: {
        matrix: tf.tensor2d([
          [0, 1],
          [1, 0],
        ]),
        bias: tf.tensor1d([100, 200]),
      },
    }); // inner before ReLU: [1 + 4, −9 + 4]
    const readout = { matrix: tf.tensor2d([[1, 10]]), bias: tf.tensor1d([0.5]) };
    const { templates, bias, biasTerms } = closedForm([layer], readout)(tf.tensor1d([1, 9]));
    expect([...templates.dataSync()]).toEqual([1 * 1 + 10 * 1, 1 * 1]);
    expect([...bias.dataSync()]).toEqual([1 * (4 + 100) + 10 * 200 + 0.5]);
    expect([...biasTerms.dataSync()]).toEqual([2104, 0.5]);
  });

  it('multiply every layer’s bias by the later layers’ matrices and W^(L)', () => {
    const blocks = Array.from({ length: 3 }, () => ({
      inner: { matrix: normal([4, 4]), bias: normal([4]) },
      outer: { matrix: normal([4, 4]), bias: normal([4]) },
    }));
    const [w, b, x] = [normal([2, 4]), normal([2]), normal([4])];
    const layers = blocks.map((block) => residualLayer(block));
    const { biasTerms } = closedForm(layers, { matrix: w, bias: b })(x);
    const z = [x];
    layers.forEach((layer) => {
      const { matrix, offset } = layer(z.at(-1)!);
      z.push(tf.add(tf.reshape(times(matrix, z.at(-1)!), [4]), offset));
    });
    layers.forEach((layer, l) => {
      let vector = layer(z[l]!).offset as tf.Tensor;
      for (let i = l + 1; i < 3; i++) vector = times(layers[i]!(z[i]!).matrix, vector);
      expect(distance(tf.gather(biasTerms, l), times(w, vector))).toBeLessThan(ROUNDED);
    });
    expect(distance(tf.gather(biasTerms, 3), b)).toBe(0);
  });
});

const CASES = [
  { kind: 'mean', activation: 'relu' },
  { kind: 'max', activation: 'leaky-relu' },
  { kind: 'inhibitor', activation: 'relu' },
];
const NETWORKS = [
  { name: 'small-cnn', inputShape: [8, 8, 1], layersOf: smallCnnLayers },
  {
    name: 'resnet2-32',
    inputShape: [4, 4, 1],
    layersOf: (...args: Parameters<typeof smallCnnLayers>) => resnetLayers(...args, 2),
  },
  {
    name: 'resnet3-16',
    inputShape: [4, 5, 3],
    layersOf: (...args: Parameters<typeof smallCnnLayers>) => resnetLayers(...args, 3),
  },
];

/** Initial weights with non-zero biases. */
function weightsOf(model: ReturnType<typeof createModel>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(model.init(createRng(8))).map(([name, { shape, data }]) => [
      name,
      name.endsWith('/bias') ? tf.mul(0.2, normal(shape)) : tf.tensor(data, [...shape]),
    ]),
  );
}

function expectAgreement(f: (x: tf.Tensor) => tf.Tensor, { layers, readout }: LayerList, x: tf.Tensor): void {
  const closed = closedForm(layers, readout)(x);
  const differentiated = affine(f)(x);
  expect(distance(closed.output, differentiated.output)).toBeLessThan(ROUNDED);
  expect(distance(closed.templates, differentiated.templates)).toBeLessThan(ROUNDED);
  const size = tf.max(tf.abs(differentiated.output)).dataSync()[0]!;
  expect(tf.max(tf.abs(tf.sub(closed.bias, tf.reshape(differentiated.bias, [-1])))).dataSync()[0]! / size).toBeLessThan(
    ROUNDED,
  );
  const product = times(tf.transpose(closed.templates), closed.output);
  expect(distance(product, inverse(f)(x))).toBeLessThan(ROUNDED);
}

describe.each(NETWORKS)(
  '$name: the matrix products equal the result of differentiation',
  ({ name, inputShape, layersOf }) => {
    it.each(CASES)('$kind, $activation', (options) => {
      const model = createModel({ name, ...options }, { inputShape, classCount: 4 });
      const parameters = weightsOf(model);
      const x = normal([1, ...inputShape]);
      expectAgreement((input) => model.apply(parameters, input), layersOf(model, parameters), x);
    });
  },
);

it('bird10: the matrix products equal the result of differentiation', () => {
  const model = createModel({ name: 'bird10' }, { inputShape: [6144], classCount: 4 });
  const parameters = weightsOf(model);
  expectAgreement((input) => model.apply(parameters, input), bird10Layers(parameters), normal([1, 6144]));
});

describe('closed forms', () => {
  it('leave no tensors behind except their results', () => {
    const weights = { matrix: normal([8, 9]), bias: normal([2]) };
    const windows = { size: [2, 2], stride: [2, 2] } as const;
    const form = closedForm([activatedLayer(weights), maxPoolingLayer([2, 2, 2], windows)], {
      matrix: normal([3, 2]),
    });
    const x = normal([9]);
    expect(tensorsLeftBy(() => form(x))).toBe(4);
    const filter = normal([2, 2, 1, 2]);
    expect(tensorsLeftBy(() => convolutionMatrix(filter, [3, 3, 1]))).toBe(1);
  });

  it.each([
    [
      () => convolutionMatrix(tf.ones([3, 3, 2, 4]), [5, 5, 1]),
      'convolutionMatrix: expected a filter [KH, KW, 1, F] for an image [5, 5, 1], got [3, 3, 2, 4]',
    ],
    [() => convolutionMatrix(tf.ones([3, 3, 1, 4]), [2, 5, 1]), 'windows of 3 x 3 do not fit into an image of 2 x 5'],
    [
      () => closedForm([], { matrix: tf.ones([2, 3]) })(tf.ones([4])),
      'closed form: expected 3 values for a matrix [2, 3], got 4',
    ],
    [
      () => linearLayer({ matrix: tf.ones([4, 3]), bias: tf.ones([3]) })(tf.ones([3])),
      'bias: expected a size that divides the 4 units of its layer, got 3',
    ],
  ])('reject mismatched shapes (%#)', (attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

it('a custom network built from src/ops equals the product of its matrices', () => {
  const [filter, filterBias, w, b] = [normal([3, 3, 2, 3]), normal([3]), normal([3 * 4 * 4, 5]), normal([5])];
  const x = normal([1, 6, 6, 2]);
  const f = (input: tf.Tensor): tf.Tensor =>
    dense(
      tf.reshape(maxPool2d(relu(tf.add(conv2d(input, filter, 'full'), filterBias)), { size: 2, stride: 2 }), [1, -1]),
      w,
      b,
    );
  expectAgreement(
    f,
    {
      layers: [
        activatedLayer({ matrix: convolutionMatrix(filter, [6, 6, 2], { padding: 'full' }), bias: filterBias }),
        maxPoolingLayer([8, 8, 3], { size: [2, 2], stride: [2, 2] }),
      ],
      readout: { matrix: tf.transpose(w), bias: b },
    },
    x,
  );
});
