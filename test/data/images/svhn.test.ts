import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { mat, ramp, sharedData, type MatArray } from './readers/support.js';

const folder = useTemporaryFolder();

const X: MatArray = { name: 'X', dims: [32, 32, 3, 4], values: ramp(4 * 3072) };
const y: MatArray = { name: 'y', dims: [4, 1], values: [1, 10, 9, 2] };
const { svhn } = IMAGE_DATASETS;
const COMPRESSION = [false, true];
const zeros = new Uint8Array(100_000);

describe('SVHN', () => {
  it.each(COMPRESSION.flatMap((compressed) => [true, false].map((littleEndian) => ({ compressed, littleEndian }))))(
    'reads column-major images, and label 10 as the digit 0: %o',
    async (options) => {
      const { pixels, labels, shape } = await svhn.read([await folder.write('a.mat', mat([X, y], options))], 100);
      expect(shape).toEqual([32, 32, 3]);
      expect([...labels]).toEqual([1, 0, 9, 2]);
      const source = ramp(4 * 3072);
      for (const [image, row, column, channel] of [
        [0, 0, 0, 0],
        [0, 5, 30, 2],
        [3, 31, 31, 1],
        [2, 1, 0, 0],
      ] as const) {
        expect(pixels[image * 3072 + (row * 32 + column) * 3 + channel]).toBe(
          source[row + 32 * column + 1024 * channel + 3072 * image],
        );
      }
    },
  );

  it.each(['int16', 'double'] as const)(
    'reads labels of class double stored as %s, in both byte orders',
    async (storage) => {
      for (const littleEndian of [true, false]) {
        const labels = { ...y, classCode: 6, storage };
        const file = await folder.write('b.mat', mat([labels, X], { compressed: true, littleEndian }));
        const result = await svhn.read([file], 100);
        expect([...result.labels]).toEqual([1, 0, 9, 2]);
      }
    },
  );

  it('reads a single image, whose last dimension MATLAB drops', async () => {
    const one = mat([
      { name: 'X', dims: [32, 32, 3], values: ramp(3072) },
      { name: 'y', dims: [1, 1], values: [10] },
    ]);
    expect([...(await svhn.read([await folder.write('one.mat', one)], 100)).labels]).toEqual([0]);
  });

  it.each([
    [
      'images of a different shape',
      [{ ...X, dims: [32, 3, 32, 4] }, y],
      'X: expected [32, 32, 3, N] of uint8, got [32, 3, 32, 4] of uint8',
    ],
    [
      'images as doubles',
      [{ ...X, classCode: 6, storage: 'double' }, y],
      'X: expected [32, 32, 3, N] of uint8, got [32, 32, 3, 4] of double',
    ],
    ['labels in a row', [X, { ...y, dims: [1, 4] }], 'y: expected [4, 1], one label per image, got [1, 4] of uint8'],
    [
      'too few labels',
      [X, { name: 'y', dims: [2, 1], values: [1, 2] }],
      'y: expected [4, 1], one label per image, got [2, 1] of uint8',
    ],
    [
      'a label of 0',
      [X, { ...y, values: [1, 2, 0, 4] }],
      'y: expected labels from 1 to 10, 10 for the digit 0, got 0 for image 2',
    ],
    [
      'a label of 1.5',
      [X, { ...y, storage: 'double', values: [1, 2, 3, 1.5] }],
      'y: expected labels from 1 to 10, 10 for the digit 0, got 1.5 for image 3',
    ],
    ['no labels', [X], "expected variables X and y, as SVHN's cropped digits have, got X"],
    [
      'fewer values than the dimensions require',
      [{ ...X, values: ramp(3072) }, y],
      'variable X: expected 12288 bytes for [32, 32, 3, 4] of uint8, got 3072',
    ],
  ] as [string, MatArray[], string][])('refuses %s', async (_, arrays, message) => {
    for (const compressed of COMPRESSION) {
      const file = await folder.write('bad.mat', mat(arrays, { compressed }));
      await expect(svhn.read([file], 100)).rejects.toThrow(new DatasetError(`${file}: ${message}`));
    }
  });

  it.each([
    [
      'text',
      Buffer.from('label,pixel\n'),
      'expected a MAT-file, which begins with "MATLAB 5.0 MAT-file", got "label,pixel\\n"',
    ],
    [
      'HDF5',
      Buffer.concat([Buffer.from('MATLAB 7.3 MAT-file'), Buffer.alloc(200)]),
      'expected a MAT-file of level 5, got one of level 7.3 (HDF5): save it with -v7',
    ],
    [
      'a file that ends in an element',
      mat([X, y]).subarray(0, 5000),
      'expected an element of 12344 bytes, got 4864: truncated',
    ],
    [
      'a file that ends in a compressed element',
      mat([X], { compressed: true }).subarray(0, 300),
      /expected an element of \d+ bytes, got 164: truncated/,
    ],
    ['a damaged compressed element', damaged(), /variable: expected zlib data, got a damaged stream \(.+\)$/],
  ])('refuses %s', async (_, content, message) => {
    const file = await folder.write('broken.mat', content);
    const error = await svhn.read([file], 100).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatasetError);
    const text = (error as Error).message;
    expect(text.startsWith(`${file}: `)).toBe(true);
    if (typeof message === 'string') expect(text).toBe(`${file}: ${message}`);
    else expect(text).toMatch(message);
    expect(text).not.toContain('\n');
  });

  it.each([
    ['more images than were published', mat([X, y]), 'X: expected 1 to 3 images, the number published, got 4'],
    [
      'no images',
      mat([
        { ...X, dims: [32, 32, 3, 0], values: [] },
        { ...y, dims: [0, 1], values: [] },
      ]),
      'X: expected 1 to 3 images, the number published, got 0',
    ],
    [
      'an array that claims 4 GB',
      mat([X, y], { compressed: true, claims: 0xffff_fff0 }),
      'variable: expected at most 1057816 bytes, got 4294967280',
    ],
    [
      'an array that claims more than its compressed bytes can hold',
      mat([{ ...y, dims: [2, 1], values: [1, 2] }], { compressed: true, claims: 1_000_000 }),
      /variable: expected 1000000 bytes, but its \d+ compressed bytes cannot hold them: damaged$/,
    ],
    [
      'many arrays of zeros, small while compressed',
      mat(
        Array.from({ length: 40 }, (_, at) => ({ name: `zeros${at}`, dims: [100_000, 1], values: zeros })),
        { compressed: true },
      ),
      /variable: expected at most \d+ bytes, got 100056$/,
    ],
    [
      'an array of a hundred dimensions',
      mat([{ ...y, dims: new Array<number>(100).fill(1), values: [1] }]),
      'expected an array of at most 32 dimensions and a name of at most 255 bytes, got 100 and 1: damaged',
    ],
  ])('refuses %s before it reserves memory', async (_, content, message) => {
    const file = await folder.write('large.mat', content);
    const before = process.memoryUsage().arrayBuffers;
    const error = await svhn.read([file], 3).catch((thrown: unknown) => thrown);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    expect(error).toBeInstanceOf(DatasetError);
    if (typeof message === 'string') expect((error as Error).message).toBe(`${file}: ${message}`);
    else expect((error as Error).message).toMatch(message);
  });

  it('returns a result or throws a DatasetError wherever a file is truncated or a byte is changed', async () => {
    for (const compressed of COMPRESSION) {
      const intact = mat(
        [
          { ...X, dims: [32, 32, 3, 1], values: ramp(3072) },
          { name: 'y', dims: [1, 1], values: [4] },
        ],
        { compressed },
      );
      for (let at = 0; at < intact.length; at += at < 260 || at > intact.length - 80 ? 1 : 97) {
        const changed = Buffer.from(intact);
        changed[at]! ^= 0x55;
        for (const content of [intact.subarray(0, at), changed]) {
          const file = await folder.write('fuzzed.mat', content);
          const outcome = await svhn.read([file], 100).catch((thrown: unknown) => thrown);
          if (outcome instanceof Error) expect(outcome, `byte ${at}: ${outcome.stack}`).toBeInstanceOf(DatasetError);
        }
      }
    }
  });

  const real = sharedData('svhn-format');
  it.skipIf(!real.there).each([
    ['test_32x32.mat', 100, [2, 5, 6, 7, 3, 6, 6, 7, 7, 4, 1, 3, 0]],
    ['uncompressed_32x32.mat', 20, [3, 0, 7, 9, 1, 7, 2, 5]],
  ])("reads %s in SVHN's format", async (name, count, first) => {
    const { pixels, labels } = await svhn.read([`${real.dir}/${name}`], 100);
    expect(labels.length).toBe(count);
    expect(pixels.length).toBe(count * 3072);
    expect([...labels.subarray(0, first.length)]).toEqual(first);
  });
});

function damaged(): Buffer {
  const file = mat([X, y], { compressed: true });
  file.fill(0xff, 200, 260);
  return file;
}
