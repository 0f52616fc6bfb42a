import { DatasetError } from '../../../errors.js';
import { readBytes } from './bytes.js';

/** An array of bytes as MNIST's authors store it. */
export interface IdxArray {
  readonly dims: readonly number[];
  /** Row-major. */
  readonly data: Uint8Array;
}

/**
 * Reads an idx file of unsigned bytes, plain or gzip: a magic number 0x0000_08_rank, one big-endian size a dimension, the values.
 * @param rank number of dimensions it must have: 3 for images, 1 for labels
 * @throws DatasetError if it is something else, or too short or too long
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
    const what = `unsigned bytes in ${rank} ${rank === 1 ? 'dimension' : 'dimensions'}`;
    throw new DatasetError(`${file}: expected the idx magic number ${hex(expected)} (${what}), got ${hex(magic)}`);
  }
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const wanted = dims.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== wanted) {
    throw new DatasetError(
      `${file}: expected ${wanted} bytes of values for [${dims.join(', ')}], as its header says, got ${bytes.length - header}`,
    );
  }
  return { dims, data: bytes.subarray(header) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
