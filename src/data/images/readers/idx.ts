import { DatasetError } from '../../../errors.js';
import { readBytes } from './bytes.js';

/** An array of bytes from an idx file, the format of MNIST. */
export interface IdxArray {
  readonly dims: readonly number[];
  /** Row-major. */
  readonly data: Uint8Array;
}

/**
 * Reads an idx file of unsigned bytes, plain or gzip: the magic number 0x0000_08_rank, one big-endian size per
 * dimension, the values.
 * @param rank required number of dimensions: 3 for images, 1 for labels
 * @throws DatasetError if the file has a different format or rank, or is too short or too long
 */
export async function readIdx(file: string, rank: number): Promise<IdxArray> {
  const bytes = await readBytes(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * rank;
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
  const valueCount = dims.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== valueCount) {
    throw new DatasetError(
      `${file}: expected ${valueCount} bytes of values for shape [${dims.join(', ')}] in the header, ` +
        `got ${bytes.length - header}`,
    );
  }
  return { dims, data: bytes.subarray(header) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
