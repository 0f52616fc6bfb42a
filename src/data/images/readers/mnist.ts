import { DatasetError } from '../../../errors.js';
import { checkLabels } from './check-labels.js';
import { readIdx } from './idx.js';
import type { LabelledImages } from './images.js';

/**
 * Reads MNIST's pair of idx files.
 * @throws DatasetError if they are not idx files of 28 x 28 images and their digits, or do not belong together
 */
export async function readMnist(imageFile: string, labelFile: string): Promise<LabelledImages> {
  const [images, labels] = await Promise.all([readIdx(imageFile, 3), readIdx(labelFile, 1)]);
  const [count, height, width] = images.dims as [number, number, number];
  if (height !== 28 || width !== 28) {
    throw new DatasetError(`${imageFile}: expected images of 28 x 28, got ${height} x ${width}`);
  }
  if (labels.dims[0] !== count) {
    throw new DatasetError(`${labelFile}: expected ${count} labels, one for each image, got ${labels.dims[0]}`);
  }
  checkLabels(labelFile, labels.data, 10);
  return { pixels: images.data, labels: labels.data, shape: [28, 28, 1] };
}
