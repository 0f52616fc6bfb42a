import { truncate } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { idx, ramp } from './support.js';

const folder = useTemporaryFolder();

const images = idx([2, 28, 28], ramp(2 * 784));
const labels = idx([2], [3, 9]);
const LABELS = { itemShape: [], maxItems: 20 };

describe('readIdx', () => {
  it('detects gzip by content, whatever the name', async () => {
    const plain = await folder.write('plain.gz', labels);
    const compressed = await folder.write('compressed', gzipSync(labels));
    for (const file of [plain, compressed]) {
      const { dims, data } = await readIdx(file, LABELS);
      expect(dims).toEqual([2]);
      expect([...data]).toEqual([3, 9]);
    }
  });

  it.each([
    [
      'of a different format',
      Buffer.from('hello, world'),
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x68656c6c',
    ],
    [
      'of a different rank',
      images,
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x00000803',
    ],
    [
      'of floats',
      idx([2], [3, 9], 0x0d01),
      'expected the idx magic number 0x00000801 (unsigned bytes in 1 dimension), got 0x00000d01',
    ],
    ['that is empty', Buffer.alloc(0), 'expected an idx header of 8 bytes, got a file of 0'],
    ['that is too short', labels.subarray(0, 9), 'expected 2 bytes of values for shape [2] in the header, got 1'],
    [
      'that is too long',
      Buffer.concat([labels, labels]),
      'expected 2 bytes of values for shape [2] in the header, got 12',
    ],
    [
      'with more labels than were published',
      idx([21], ramp(21)),
      'expected at most 20 labels, as in the published file, got 21',
    ],
    ['without labels', idx([0], []), 'expected labels, got an empty array'],
    [
      'of truncated gzip',
      gzipSync(labels).subarray(0, 20),
      'expected a valid gzip file, got a damaged one (unexpected end of file)',
    ],
    [
      'with only a gzip magic number',
      Buffer.from([0x1f, 0x8b, 1, 2, 3]),
      'expected a valid gzip file, got a damaged one (unknown compression method)',
    ],
  ])('refuses a file %s', async (name, content, message) => {
    const file = await folder.write(`bad ${name}`, content);
    await expect(readIdx(file, LABELS)).rejects.toThrow(new DatasetError(`${file}: ${message}`));
  });

  it.each([
    [
      'claims 4 GB in its header',
      idx([0xffff_ffff], []),
      'expected at most 20 labels, as in the published file, got 4,294,967,295',
    ],
    [
      'inflates to 50,000 times its labels',
      gzipSync(Buffer.concat([labels, Buffer.alloc(1_000_000)])),
      'expected 2 bytes of values for shape [2] in the header, got more',
    ],
    ['is followed by a gigabyte', labels, 'expected 2 bytes of values for shape [2] in the header, got more'],
  ])('reads no more than the published labels of a file that %s', async (name, content, message) => {
    const file = await folder.write(`large ${name}`, content);
    // Takes no space: the file system stores the zeros as a hole.
    if (content === labels) await truncate(file, 1 << 30);
    const before = process.memoryUsage().arrayBuffers;
    await expect(readIdx(file, LABELS)).rejects.toThrow(new DatasetError(`${file}: ${message}`));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
  });

  it('refuses a folder', async () => {
    await expect(readIdx(folder.path, LABELS)).rejects.toThrow(
      new DatasetError(`${folder.path}: cannot be read: it is not a file`),
    );
  });

  it('names a missing file', async () => {
    await expect(readIdx(`${folder.path}/none`, LABELS)).rejects.toThrow(/none: cannot be read: ENOENT/);
  });
});
