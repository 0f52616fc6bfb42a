import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import { ConfigError } from '#src/errors.js';
import { invert } from '#src/inversion/index.js';
import {
  imageGenerator,
  mlp,
  segmentGenerator,
  spectralMlp,
  type Generator,
  type ImageGeneratorOptions,
} from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

const IMAGE: ImageGeneratorOptions = {
  outputShape: [28, 28, 1],
  latentSize: 5,
  channels: 2,
  normalisation: 'standard',
  statistics: IMAGE_DATASETS.mnist.statistics,
  inputScale: 0.5,
};
const SEGMENT = { outputShape: [1000], latentSize: 5, channels: 4, filters: 6, filterLength: 64, stride: 16 };

useTensors();

function parametersOf(generator: Generator): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(generator.init(createRng(1))).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
  );
}

function noise(rows: number, latentSize: number, seed = 2): tf.Tensor2D {
  return normalTensors(createRng(seed))([rows, latentSize]);
}

const ALL: readonly (readonly [string, Generator])[] = [
  ['images', imageGenerator(IMAGE)],
  [
    'colour images with sides not divisible by four',
    imageGenerator({ ...IMAGE, outputShape: [9, 14, 3], statistics: IMAGE_DATASETS.svhn.statistics }),
  ],
  ['segments', segmentGenerator(SEGMENT)],
  ['segments shorter than a filter', segmentGenerator({ ...SEGMENT, outputShape: [50] })],
];

describe.each(ALL)('a generator of %s', (_, generator) => {
  it('returns examples of its outputShape and reports its parameter count', () => {
    const parameters = parametersOf(generator);
    expect(generator.apply(parameters, noise(3, 5)).shape).toEqual([3, ...generator.outputShape]);
    expect(Object.values(parameters).reduce((sum, { size }) => sum + size, 0)).toBe(generator.parameterCount);
  });

  it('computes every example only from its own noise', () => {
    const parameters = parametersOf(generator);
    const z = noise(3, 5);
    const together = generator.apply(parameters, z);
    for (let row = 0; row < 3; row++) {
      const alone = generator.apply(parameters, tf.slice(z, [row, 0], [1, 5]));
      const inBatch = tf.slice(together, [row, ...generator.outputShape.map(() => 0)], [1, ...generator.outputShape]);
      expect(tf.max(tf.abs(tf.sub(alone, inBatch))).dataSync()[0]).toBeLessThan(1e-4);
    }
  });

  it('computes different examples from different noise', () => {
    const parameters = parametersOf(generator);
    const [a, b] = [noise(1, 5, 2), noise(1, 5, 3)].map((z) => generator.apply(parameters, z));
    expect(tf.max(tf.abs(tf.sub(a!, b!))).dataSync()[0]).toBeGreaterThan(0.01);
  });

  it('leaves no tensors behind', () => {
    const parameters = parametersOf(generator);
    const z = noise(2, 5);
    expect(tensorsLeftBy(() => tf.tidy(() => generator.apply(parameters, z)))).toBe(1);
  });
});

describe('a generator of images', () => {
  const extremes = (options: Partial<ImageGeneratorOptions>, bias: number): number[] => {
    const generator = imageGenerator({ ...IMAGE, ...options });
    const parameters = { ...parametersOf(generator), 'pixels/bias': tf.fill([generator.outputShape[2]!], bias) };
    return [...generator.apply(parameters, noise(1, 5)).dataSync()];
  };

  it('has the black and white levels of normalised real images', () => {
    const { mean, std } = IMAGE_DATASETS.mnist.statistics;
    for (const value of extremes({}, -1e4)) expect(value).toBeCloseTo(((0 - mean[0]!) / std[0]!) * 0.5, 5);
    for (const value of extremes({}, 1e4)) expect(value).toBeCloseTo(((1 - mean[0]!) / std[0]!) * 0.5, 5);
    for (const value of extremes({ normalisation: 'unit-range' }, 1e4)) expect(value).toBeCloseTo(0.5, 6);
  });

  it('has the norm of normalised real images', () => {
    const values = extremes({ normalisation: 'unit-norm' }, 0);
    expect(Math.hypot(...values)).toBeCloseTo(0.5, 5);
  });

  it('rejects examples that are not images', () => {
    expect(() => imageGenerator({ ...IMAGE, outputShape: [100] })).toThrow(
      new ConfigError('generator upsampling-cnn: expected images [H, W, C], got [100]'),
    );
  });
});

describe('a generator of segments', () => {
  it('returns zero mean and unit variance, like real segments', () => {
    const generator = segmentGenerator(SEGMENT);
    const sound = generator.apply(parametersOf(generator), noise(4, 5));
    const { mean, variance } = tf.moments(sound, 1);
    for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 5);
    for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 4);
  });

  it('returns finite values for silence', () => {
    const generator = segmentGenerator(SEGMENT);
    const silent = { ...parametersOf(generator), 'synthesis/kernel': tf.zeros([64, 1, 6]) };
    expect([...generator.apply(silent, noise(1, 5)).dataSync()].every((sample) => sample === 0)).toBe(true);
  });

  it('starts with filters of norm 1', () => {
    const { shape, data } = segmentGenerator({ ...SEGMENT, filters: 40 }).init(createRng(1))['synthesis/kernel']!;
    expect(shape).toEqual([64, 1, 40]);
    for (let filter = 0; filter < 40; filter++) {
      const norm = Math.hypot(...Array.from({ length: 64 }, (_, t) => data[t * 40 + filter]!));
      expect(norm).toBeCloseTo(1, 5);
    }
  });

  it('rejects examples that are not segments, and filter lengths that are not multiples of the stride', () => {
    expect(() => segmentGenerator({ ...SEGMENT, outputShape: [8, 8, 1] })).toThrow(
      new ConfigError('generator filterbank: expected segments [samples], got [8, 8, 1]'),
    );
    expect(() => segmentGenerator({ ...SEGMENT, filterLength: 60 })).toThrow(
      new ConfigError('generator filterbank: expected a filter length that is a multiple of the stride 16, got 60'),
    );
  });
});

describe('a dense network', () => {
  it('reports its parameter count for examples of any shape, and requires a hidden layer', () => {
    const model = mlp({ inputShape: [4, 3, 2], classCount: 5 }, { hidden: [7, 6], activation: 'relu' });
    expect(model.parameterCount).toBe(24 * 7 + 7 + 7 * 6 + 6 + 6 * 5 + 5);
    expect(Object.values(model.init(createRng(1))).reduce((sum, { data }) => sum + data.length, 0)).toBe(
      model.parameterCount,
    );
    expect(() => mlp({ inputShape: [4], classCount: 2 }, { hidden: [], activation: 'relu' })).toThrow(
      new ConfigError('dense network: expected at least one hidden layer, got []'),
    );
  });
});

describe('a dense network on magnitudes', () => {
  it('that reconstructs the magnitudes reconstructs the wave, phases included', () => {
    const [samples, windowLength] = [256, 16];
    const size = 31 * 7;
    const model = spectralMlp(
      { inputShape: [samples], classCount: size },
      { hidden: [size], activation: 'relu', windowLength },
    );
    const identity = { kernel: tf.eye(size), bias: tf.zeros([size]) };
    const parameters = {
      ...{ 'dense1/kernel': identity.kernel, 'dense1/bias': identity.bias },
      ...{ 'output/kernel': identity.kernel, 'output/bias': identity.bias },
    };
    expect(Object.keys(model.init(createRng(1)))).toEqual(Object.keys(parameters));
    const x = tf.tensor2d(
      Array.from({ length: samples }, (_, t) => Math.sin(1.1 * t + 0.4) + 0.5 * Math.sin(2.1 * t)),
      [1, samples],
    );
    const { inverse } = invert((input) => model.apply(parameters, input))(x);
    const [original, reconstruction] = [x, inverse].map((wave) =>
      [...wave.dataSync()].slice(windowLength, -windowLength),
    );
    for (const [t, sample] of original!.entries()) expect(reconstruction![t]).toBeCloseTo(sample, 1);
    const error = Math.hypot(...original!.map((sample, t) => sample - reconstruction![t]!)) / Math.hypot(...original!);
    expect(error).toBeLessThan(0.02);
  });

  it('rejects segments shorter than a window, and odd windows', () => {
    const options = { hidden: [3], activation: 'relu' as const };
    expect(() => spectralMlp({ inputShape: [10], classCount: 2 }, { ...options, windowLength: 16 })).toThrow(
      new ConfigError(
        'model spectral-mlp: expected segments of at least one window of 16 samples, an even number, got [10]',
      ),
    );
    expect(() => spectralMlp({ inputShape: [100], classCount: 2 }, { ...options, windowLength: 15 })).toThrow(
      ConfigError,
    );
  });
});

describe('a generator of images', () => {
  it.each([
    ['digits', { normalisation: 'standard', inputScale: 0.5 }],
    ['digits of unit range', { normalisation: 'unit-range', inputScale: 1 }],
  ] as const)('starts close to the brightness of real images: %s', (_, options) => {
    const generator = imageGenerator({ ...IMAGE, ...options });
    const brightness = tf.mean(generator.apply(parametersOf(generator), noise(64, 5))).dataSync()[0]!;
    const [mean] = IMAGE_DATASETS.mnist.statistics.mean as readonly [number];
    const real = options.normalisation === 'standard' ? 0 : mean;
    const midGrey =
      options.normalisation === 'standard' ? ((0.5 - mean) / IMAGE_DATASETS.mnist.statistics.std[0]!) * 0.5 : 0.5;
    expect(Math.abs(brightness - real)).toBeLessThan(0.25 * Math.abs(midGrey - real));
  });
});
