import { DatasetError } from '../../../errors.js';
import { count } from '../../../format-number.js';
import { readBytes } from './bytes.js';

/** An array of bytes from an idx file, the format of MNIST. */
export interface IdxArray {
  readonly dims: readonly number[];
  /** Row-major. */
  readonly data: Uint8Array;
}

/** What an idx file is expected to hold. */
export interface IdxExpectation {
  /** Sizes of an item: [28, 28] for an image, [] for a label. */
  readonly itemShape: readonly number[];
  /** Most items that the published file has. */
  readonly maxItems: number;
}

/**
 * Reads an idx file of unsigned bytes, plain or gzip: the magic number 0x0000_08_rank, one big-endian size per
 * dimension, the values. Reads no more than the expected items take.
 * @throws DatasetError if the file has a different format or shape, more items than expected or none, or is too short
 *   or too long
 */
export async function readIdx(file: string, { itemShape, maxItems }: IdxExpectation): Promise<IdxArray> {
  const rank = 1 + itemShape.length;
  const header = 4 + 4 * rank;
  const itemSize = itemShape.reduce((product, size) => product * size, 1);
  const { bytes, more } = await readBytes(file, header + maxItems * itemSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < header) {
    throw new DatasetError(`${file}: expected an idx header of ${header} bytes, got a file of ${bytes.length}`);
  }
  const expected = 0x0800 + rank;
  const magic = view.getUint32(0);
  if (magic !== expected) {
    const description = `unsigned bytes in ${rank} ${rank === 1 ? 'dimension' : 'dimensions'}`;
    throw new DatasetError(
      `${file}: expected the idx magic number ${hex(expected)} (${description}), got ${hex(magic)}`,
    );
  }
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const [items, ...sizes] = dims as [number, ...number[]];
  if (sizes.some((size, axis) => size !== itemShape[axis])) {
    throw new DatasetError(`${file}: expected images of ${itemShape.join(' x ')}, got ${sizes.join(' x ')}`);
  }
  const noun = rank === 1 ? 'labels' : 'images';
  if (items > maxItems) {
    throw new DatasetError(
      `${file}: expected at most ${count(maxItems)} ${noun}, as in the published file, got ${count(items)}`,
    );
  }
  if (items === 0) throw new DatasetError(`${file}: expected ${noun}, got an empty array`);
  const valueCount = items * itemSize;
  if (more || bytes.length - header !== valueCount) {
    throw new DatasetError(
      `${file}: expected ${valueCount} bytes of values for shape [${dims.join(', ')}] in the header, ` +
        `got ${more ? 'more' : bytes.length - header}`,
    );
  }
  return { dims, data: bytes.subarray(header) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
