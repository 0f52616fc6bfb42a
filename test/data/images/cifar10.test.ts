import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { ramp, sharedData } from './readers/support.js';

const folder = useTemporaryFolder();

const { cifar10 } = IMAGE_DATASETS;
const record = (label: number, start: number): Uint8Array => Uint8Array.of(label, ...ramp(3072, start));

describe('CIFAR-10', () => {
  it('converts planes to pixels and joins batches in order', async () => {
    const first = await folder.write('a.bin', Buffer.concat([record(3, 0), record(0, 50)]));
    const second = await folder.write('b.bin', gzipSync(record(9, 100)));
    const { pixels, labels, shape } = await cifar10.read([first, second], 50_000);
    expect(shape).toEqual([32, 32, 3]);
    expect([...labels]).toEqual([3, 0, 9]);
    [0, 50, 100].forEach((start, image) => {
      const planes = ramp(3072, start);
      for (const [row, column] of [
        [0, 0],
        [0, 31],
        [17, 4],
        [31, 31],
      ] as const) {
        const at = row * 32 + column;
        const pixel = image * 3072 + 3 * at;
        expect([...pixels.subarray(pixel, pixel + 3)]).toEqual([planes[at], planes[1024 + at], planes[2048 + at]]);
      }
    });
  });

  it.each([
    [
      'a record that is cut off',
      Buffer.concat([record(3, 0), record(4, 0).subarray(0, 100)]),
      'expected one or more complete CIFAR-10 records of 3073 bytes, got 1 records and 100 bytes',
    ],
    [
      'an empty file',
      Buffer.alloc(0),
      'expected one or more complete CIFAR-10 records of 3073 bytes, got 0 records and 0 bytes',
    ],
    [
      'a label that is not a class',
      Buffer.concat([record(3, 0), record(10, 0)]),
      'expected labels from 0 to 9, got 10 for image 1',
    ],
  ])('refuses %s', async (_, content, message) => {
    const good = await folder.write('good.bin', record(1, 1));
    const file = await folder.write('bad.bin', content);
    await expect(cifar10.read([good, file], 50_000)).rejects.toThrow(new DatasetError(`${file}: ${message}`));
  });

  it('refuses more images than were published, and the same batch under two names', async () => {
    const batch = Buffer.concat([record(3, 0), record(4, 1)]);
    const first = await folder.write('first.bin', batch);
    const second = await folder.write('second.bin', gzipSync(record(5, 2)));
    await expect(cifar10.read([first, second], 2)).rejects.toThrow(
      new DatasetError(`${second}: expected at most 2 images in all files, as published, got more than 0 in this one`),
    );
    const copy = await folder.write('copy.bin', gzipSync(batch));
    await expect(cifar10.read([first, second, copy], 50_000)).rejects.toThrow(
      new DatasetError(`${copy}: expected other images than ${first}, got the same: download it again`),
    );
  });

  it("finds files by their exact names: a browser's second download is left alone", () => {
    const find = (split: 'train' | 'test', ...names: string[]) => cifar10.findFiles(names, split);
    const copies = ['data_batch_1 (1).bin', 'data_batch_1 copy.bin', 'data_batch_1_old.bin', 'data_batch_6.bin'];
    expect(find('train', ...copies, 'data_batch_1.bin')).toEqual(['data_batch_1.bin']);
    expect(find('train', ...copies)).toBeUndefined();
    expect(find('train', 'data_batch_2.bin', 'data_batch_1.bin.gz', 'data_batch_1.bin')).toEqual([
      'data_batch_1.bin',
      'data_batch_2.bin',
    ]);
    expect(find('test', 'test_batch (1).bin')).toBeUndefined();
    expect(find('test', 'test_batch_first9.bin', 'test_batch_first1017.bin')).toEqual(['test_batch_first1017.bin']);
    expect(find('test', 'test_batch_first9.bin', 'test_batch.bin.gz')).toEqual(['test_batch.bin.gz']);
  });

  const real = sharedData('cifar10');
  it.skipIf(!real.there)('has the size and SHA-256 of every file of the archive', async () => {
    const { members } = cifar10.remote.files[0]!;
    expect(members).toHaveLength(6);
    for (const { name, bytes, sha256 } of members!) {
      const content = await readFile(`${real.dir}/${name}`);
      expect([name, content.length]).toEqual([name, bytes]);
      expect([name, createHash('sha256').update(content).digest('hex')]).toEqual([name, sha256]);
    }
  });

  it.skipIf(!real.there)('reads real test images: a cat, two ships, an airplane, two frogs', async () => {
    const { pixels, labels } = await cifar10.read([`${real.dir}/test_batch_first1017.bin`], 10_000);
    expect(labels.length).toBe(1017);
    expect([...labels.subarray(0, 6)]).toEqual([3, 8, 8, 0, 6, 6]);
    expect([...pixels.subarray(0, 3)]).toEqual([158, 112, 49]);
  });
});
