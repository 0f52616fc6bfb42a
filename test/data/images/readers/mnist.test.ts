import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx, readMnist } from '#src/data/images/readers/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { idx, ramp, sharedData } from './support.js';

const folder = useTemporaryFolder();

const images = idx([2, 28, 28], ramp(2 * 784));
const labels = idx([2], [3, 9]);

describe('readIdx', () => {
  it('takes gzip by content, whatever the name', async () => {
    const plain = await folder.write('plain.gz', labels);
    const packed = await folder.write('packed', gzipSync(labels));
    for (const file of [plain, packed]) {
      const { dims, data } = await readIdx(file, 1);
      expect(dims).toEqual([2]);
      expect([...data]).toEqual([3, 9]);
    }
  });

  it.each([
    [
      'of something else',
      Buffer.from('hello, world'),
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x68656c6c',
    ],
    [
      'of another rank',
      images,
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x00000803',
    ],
    [
      'of floats',
      idx([2], [3, 9], 0x0d01),
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x00000d01',
    ],
    ['that is empty', Buffer.alloc(0), 'expected an idx header of 8 bytes, got a file of 0'],
    ['that is too short', labels.subarray(0, 9), 'expected 2 bytes of values for [2], as its header says, got 1'],
    [
      'that is too long',
      Buffer.concat([labels, labels]),
      'expected 2 bytes of values for [2], as its header says, got 12',
    ],
    [
      'of gzip that is cut off',
      gzipSync(labels).subarray(0, 20),
      'expected a whole gzip file, got a damaged one (unexpected end of file)',
    ],
    [
      'that only begins as gzip',
      Buffer.from([0x1f, 0x8b, 1, 2, 3]),
      'expected a whole gzip file, got a damaged one (unknown compression method)',
    ],
  ])('refuses a file %s', async (name, content, message) => {
    const file = await folder.write(`bad ${name}`, content);
    await expect(readIdx(file, 1)).rejects.toThrow(new DatasetError(`${file}: ${message}`));
  });

  it('names a file that is not there', async () => {
    await expect(readIdx(`${folder.path}/none`, 1)).rejects.toThrow(/none: cannot be read: ENOENT/);
  });
});

describe('readMnist', () => {
  it('reads images and labels as they are', async () => {
    const result = await readMnist(await folder.write('images', images), await folder.write('labels', labels));
    expect(result.shape).toEqual([28, 28, 1]);
    expect(result.pixels).toEqual(new Uint8Array(ramp(2 * 784)));
    expect([...result.labels]).toEqual([3, 9]);
  });

  it.each([
    ['images of another size', idx([2, 4, 28], ramp(224)), labels, 'images: expected images of 28 x 28, got 4 x 28'],
    ['another number of labels', images, idx([3], [1, 2, 3]), 'labels: expected 2 labels, one for each image, got 3'],
    ['a label that is no digit', images, idx([2], [1, 10]), 'labels: expected labels from 0 to 9, got 10 for image 1'],
  ])('refuses %s', async (_, imageBytes, labelBytes, message) => {
    const files = [await folder.write('images', imageBytes), await folder.write('labels', labelBytes)] as const;
    await expect(readMnist(...files)).rejects.toThrow(new DatasetError(`${folder.path}/${message}`));
  });

  const real = sharedData('mnist');
  it.skipIf(!real.there)('reads the real test set: 10,000 images, the first ten digits known', async () => {
    const { pixels, labels } = await readMnist(
      `${real.dir}/t10k-images-idx3-ubyte.gz`,
      `${real.dir}/t10k-labels-idx1-ubyte.gz`,
    );
    expect(pixels.length).toBe(10_000 * 784);
    expect([...labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // The seven's bar: row 7 begins at column 6 with 84, 185, 159.
    expect([...pixels.subarray(7 * 28 + 6, 7 * 28 + 9)]).toEqual([84, 185, 159]);
  });
});
