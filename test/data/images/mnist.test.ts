import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { idx, ramp, sharedData } from './readers/support.js';

const folder = useTemporaryFolder();

const images = idx([2, 28, 28], ramp(2 * 784));
const labels = idx([2], [3, 9]);

const { mnist } = IMAGE_DATASETS;

describe('MNIST', () => {
  it('reads images and labels unchanged', async () => {
    const result = await mnist.read([await folder.write('images', images), await folder.write('labels', labels)], 2);
    expect(result.shape).toEqual([28, 28, 1]);
    expect(result.pixels).toEqual(new Uint8Array(ramp(2 * 784)));
    expect([...result.labels]).toEqual([3, 9]);
  });

  it.each([
    ['images of the wrong size', idx([2, 4, 28], ramp(224)), labels, 'images: expected images of 28 x 28, got 4 x 28'],
    ['the wrong number of labels', images, idx([3], [1, 2, 3]), 'labels: expected 2 labels, one for each image, got 3'],
    [
      'a label that is not a digit',
      images,
      idx([2], [1, 10]),
      'labels: expected labels from 0 to 9, got 10 for image 1',
    ],
  ])('refuses %s', async (_, imageBytes, labelBytes, message) => {
    const files = [await folder.write('images', imageBytes), await folder.write('labels', labelBytes)];
    await expect(mnist.read(files, 60_000)).rejects.toThrow(new DatasetError(`${folder.path}/${message}`));
  });

  it('refuses more images than were published', async () => {
    const files = [await folder.write('images', images), await folder.write('labels', labels)];
    await expect(mnist.read(files, 1)).rejects.toThrow(
      new DatasetError(`${files[0]}: expected at most 1 images, as in the published file, got 2`),
    );
  });

  const real = sharedData('mnist');
  it.skipIf(!real.there)('reads the real test set: 10,000 images, the first ten digits known', async () => {
    const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) => `${real.dir}/${name}`);
    const { pixels, labels } = await mnist.read(files, 10_000);
    expect(pixels.length).toBe(10_000 * 784);
    expect([...labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // The bar of a seven: row 7 starts at column 6 with 84, 185, 159.
    expect([...pixels.subarray(7 * 28 + 6, 7 * 28 + 9)]).toEqual([84, 185, 159]);
  });
});
