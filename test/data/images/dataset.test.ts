import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  channelStatistics,
  IMAGE_DATASETS,
  openImageDataset,
  type ImageDatasetOptions,
} from '#src/data/images/index.js';
import { ConfigError, DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { idx, mat, ramp, sharedData } from './readers/support.js';

const folder = useTemporaryFolder();
beforeAll(async () => {
  const blank = new Array<number>(784).fill(0);
  await folder.write('mnist/train-images-idx3-ubyte', idx([3, 28, 28], [...ramp(784), ...blank, ...ramp(784, 9)]));
  await folder.write('mnist/train-labels-idx1-ubyte', idx([3], [5, 0, 4]));
  await folder.write('mnist/raw/t10k-images-idx3-ubyte.gz', gzipSync(idx([1, 28, 28], ramp(784, 3))));
  await folder.write('mnist/raw/t10k-labels-idx1-ubyte.gz', gzipSync(idx([1], [7])));
  const record = (label: number): Uint8Array => Uint8Array.of(label, ...ramp(3072, label));
  await folder.write('cifar/data_batch_4.bin', record(1));
  await folder.write('cifar/data_batch_2.bin', Buffer.concat([record(2), record(3)]));
  await folder.write('cifar/data_batch_2.bin.gz', gzipSync(record(2)));
  await folder.write('cifar/test_batch.bin', record(4));
  await folder.write('cifar/data_batch_2 (1).bin', record(5));
  await folder.write('cifar/test_batch_first1.bin', record(4));
  await folder.write(
    'svhn/train_32x32.mat',
    mat([
      { name: 'X', dims: [32, 32, 3, 1], values: ramp(3072) },
      { name: 'y', dims: [1, 1], values: [10] },
    ]),
  );
});

const open = (options: Partial<ImageDatasetOptions> = {}) =>
  openImageDataset({
    dataset: 'mnist',
    dir: `${folder.path}/mnist`,
    split: 'train',
    normalisation: 'unit-range',
    ...options,
  });

describe('openImageDataset', () => {
  it('describes partial data and lists the files', async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({
      name: 'mnist-3of60000',
      length: 3,
      inputShape: [28, 28, 1],
      published: 60_000,
      partial: true,
      files: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
      description: 'mnist train: PARTIAL DATA, 3 of 60000 images from train-images-idx3-ubyte, train-labels-idx1-ubyte',
    });
    expect([0, 1, 2].map((index) => dataset.label(index))).toEqual([5, 0, 4]);
  });

  it('finds files in the folders created by other programs', async () => {
    const dataset = await open({ split: 'test' });
    expect(dataset.name).toBe('mnist-test-1of10000');
    expect(dataset.label(0)).toBe(7);
  });

  it('reads every CIFAR-10 batch once, in order, and only the complete test batch', async () => {
    const dir = `${folder.path}/cifar`;
    const train = await open({ dataset: 'cifar10', dir });
    expect(train.files).toEqual(['data_batch_2.bin', 'data_batch_4.bin']);
    expect([0, 1, 2].map((index) => train.classes[train.label(index)])).toEqual(['bird', 'cat', 'automobile']);
    expect((await open({ dataset: 'cifar10', dir, split: 'test' })).files).toEqual(['test_batch.bin']);
  });

  it('reads SVHN with the digits as classes', async () => {
    const dataset = await open({ dataset: 'svhn', dir: `${folder.path}/svhn` });
    expect(dataset.inputShape).toEqual([32, 32, 3]);
    expect(dataset.classes[dataset.label(0)]).toBe('0');
  });

  it('writes one example at its offset and nothing else', async () => {
    const out = new Float32Array(784 + 2).fill(-1);
    (await open()).read(2, out, 1);
    expect(out[0]).toBe(-1);
    expect(out[785]).toBe(-1);
    expect([...out.subarray(1, 4)]).toEqual([9, 16, 23].map((value) => Math.fround(value / 255)));
  });

  it('refuses an index outside the data', async () => {
    const dataset = await open();
    expect(() => dataset.label(3)).toThrow('mnist train: expected an index below 3, got 3');
    expect(() => dataset.read(-1, new Float32Array(784), 0)).toThrow('expected an index below 3, got -1');
  });

  it.each([
    [
      'svhn',
      'mnist',
      'expected train_32x32.mat, here or in a subfolder "svhn", ' +
        'got raw, train-images-idx3-ubyte, train-labels-idx1-ubyte: ',
    ],
    [
      'mnist',
      'nowhere',
      'cannot be read: there is no such folder; ' +
        'expected train-images-idx3-ubyte and train-labels-idx1-ubyte (or .gz), here or in a subfolder "mnist": ',
    ],
  ] as const)('lists the missing files: %s in %s', async (dataset, dir, message) => {
    const path = `${folder.path}/${dir}`;
    await expect(open({ dataset, dir: path })).rejects.toThrow(
      new DatasetError(`${path}: ${message}download them with \`lyrebird data fetch ${dataset} --out ${path}\``),
    );
  });
});

describe('normalisation', () => {
  const example = async (index: number, options: Partial<ImageDatasetOptions>): Promise<Float32Array> => {
    const dataset = await open(options);
    const out = new Float32Array(dataset.inputShape.reduce((product, size) => product * size, 1));
    dataset.read(index, out, 0);
    return out;
  };

  it('unit-norm gives every image Euclidean norm 1, except an image of zeros', async () => {
    const image = await example(0, { normalisation: 'unit-norm' });
    expect(Math.hypot(...image)).toBeCloseTo(1, 6);
    expect(image[2]! / image[1]!).toBeCloseTo(14 / 7, 6);
    expect((await example(1, { normalisation: 'unit-norm' })).every((value) => value === 0)).toBe(true);
  });

  it('standard subtracts the mean of the training set and divides by its standard deviation', async () => {
    const { mean, std } = IMAGE_DATASETS.mnist.statistics;
    const image = await example(0, { normalisation: 'standard' });
    expect(image[1]).toBeCloseTo((7 / 255 - mean[0]!) / std[0]!, 6);
  });

  it('standard with the statistics of the data gives mean 0 and variance 1 in each channel', async () => {
    const options = { dataset: 'cifar10', dir: `${folder.path}/cifar` } as const;
    const statistics = channelStatistics((await open(options)).images);
    const dataset = await open({ ...options, normalisation: 'standard', statistics });
    const values = new Float32Array(3 * 3072);
    for (let index = 0; index < 3; index++) dataset.read(index, values, index * 3072);
    for (let channel = 0; channel < 3; channel++) {
      const own = values.filter((_, at) => at % 3 === channel);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length).toBeCloseTo(1, 5);
    }
  });

  it.each(['unit-range', 'standard', 'unit-norm'] as const)('%s is multiplied by the scale', async (normalisation) => {
    const [one, half] = [await example(0, { normalisation }), await example(0, { normalisation, inputScale: 0.5 })];
    expect(Math.max(...one)).toBeGreaterThan(0);
    expect(half).toEqual(one.map((value) => value / 2));
    expect((await example(1, { normalisation: 'unit-norm', inputScale: 0.5 })).every((value) => value === 0)).toBe(
      true,
    );
  });

  it('refuses statistics with a different number of channels, or with a standard deviation of 0', async () => {
    for (const statistics of [IMAGE_DATASETS.cifar10.statistics, { mean: [0.5], std: [0] }]) {
      await expect(open({ normalisation: 'standard', statistics })).rejects.toThrow(ConfigError);
    }
  });
});

describe('real data', () => {
  const mnist = sharedData('mnist');
  it.skipIf(!mnist.there)('MNIST is complete, and has the statistics used for normalisation', async () => {
    const dataset = await open({ dir: mnist.dir });
    expect(dataset).toMatchObject({ name: 'mnist', length: 60_000, partial: false });
    const { mean, std } = channelStatistics(dataset.images);
    expect(mean[0]).toBeCloseTo(IMAGE_DATASETS.mnist.statistics.mean[0]!, 4);
    expect(std[0]).toBeCloseTo(IMAGE_DATASETS.mnist.statistics.std[0]!, 4);
  });

  const cifar = sharedData('cifar10');
  it.skipIf(!cifar.there)('CIFAR-10 is named as partial, and its statistics are near those that are used', async () => {
    const dataset = await open({ dataset: 'cifar10', dir: cifar.dir });
    const found = dataset.files.length * 10_000;
    expect(dataset).toMatchObject({ length: found, partial: found < 50_000 });
    if (found < 50_000) expect(dataset.name).toBe(`cifar10-${found}of50000`);
    const { mean, std } = channelStatistics(dataset.images);
    for (let channel = 0; channel < 3; channel++) {
      expect(mean[channel]).toBeCloseTo(IMAGE_DATASETS.cifar10.statistics.mean[channel]!, 2);
      expect(std[channel]).toBeCloseTo(IMAGE_DATASETS.cifar10.statistics.std[channel]!, 2);
    }
    const test = await open({ dataset: 'cifar10', dir: cifar.dir, split: 'test' });
    if (test.length === 1017) expect(test.name).toBe('cifar10-test-1017of10000');
  });
});
