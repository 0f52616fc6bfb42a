import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sharedData } from './readers/support.js';

const folder = useTemporaryFolder();
const { usps } = IMAGE_DATASETS;

const line = (label: string, first: string): string =>
  `${label} ${[first, ...new Array<string>(255).fill('-1.0000')].join(' ')} \n`;
const read = async (text: string | Buffer, maxImages = 10) => usps.read([await folder.write('zip', text)], maxImages);

describe('USPS', () => {
  it('reads digits and pixels, rounded to bytes, plain or gzip', async () => {
    const text = line('6.0000', '1.0000') + line('0.0000', '-0.6310');
    for (const bytes of [text, gzipSync(text)]) {
      const { pixels, labels, shape } = await read(bytes);
      expect(shape).toEqual([16, 16, 1]);
      expect([...labels]).toEqual([6, 0]);
      expect([pixels[0], pixels[1], pixels[256]]).toEqual([255, 0, Math.round(255 * 0.1845)]);
    }
  });

  it.each([
    ['an empty file', '\n', 'zip: expected images, got an empty file'],
    ['too few values', '1.0 0.5\n', 'zip: line 1: expected a digit and 256 pixels, got 2 values'],
    ['a pixel above 1', line('1', '1.01'), 'zip: line 1: expected pixels from -1 to 1, got 1.01'],
    ['what is no number', line('1', 'x'), 'zip: line 1: expected pixels from -1 to 1, got x'],
    ['a label that is no digit', line('10', '0'), 'zip: expected labels from 0 to 9, got 255 for image 0'],
  ])('refuses %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(new DatasetError(`${folder.path}/${message}`));
  });

  it('refuses more images than were published', async () => {
    const text = line('1', '0').repeat(3);
    await expect(read(text, 2)).rejects.toThrow('expected at most 2 images, as in the published file, got more');
  });

  const real = sharedData('usps');
  it.skipIf(!real.there)('reads the real test set: 2,007 images, 359 zeros among them', async () => {
    const { pixels, labels } = await usps.read([`${real.dir}/zip.test.gz`], usps.published.test.images);
    expect(pixels.length).toBe(2_007 * 256);
    expect(labels.filter((label) => label === 0)).toHaveLength(359);
  });
});
