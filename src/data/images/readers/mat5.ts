import { DatasetError } from '../../../errors.js';
import { inflateElement } from './inflate-element.js';

/*
 * Reader for numeric arrays in MATLAB's MAT-file format, level 5 ("MAT-File Format", The MathWorks). No npm package
 * for it is maintained. The existing ones store every number as a JavaScript object and do not support compressed
 * elements, which SVHN uses.
 *
 * A file is a header of 128 bytes followed by elements: a tag (type and byte count), the data, and padding to eight
 * bytes. Up to four bytes of data may be inside the tag ("small"). An array is an element that contains elements:
 * flags, dimensions, name, values. A compressed element is one array compressed with zlib, without padding. Arrays
 * are column-major.
 */

/** A variable of the file: a numeric array, or a variable of any other type, without values. */
export interface MatVariable {
  readonly name: string;
  /** MATLAB's class, such as `uint8`, `double` or `struct`. */
  readonly className: string;
  readonly dims: readonly number[];
  /**
   * Values in column-major order, with type and byte order as stored; absent unless the variable is a real numeric
   * array.
   */
  readonly values?: MatValues;
}

export interface MatValues {
  /** Storage type: MATLAB stores the values of a double array in the smallest sufficient type. */
  readonly storage: Storage;
  readonly littleEndian: boolean;
  readonly bytes: Uint8Array;
}

const STORAGE = {
  1: { name: 'int8', size: 1 },
  2: { name: 'uint8', size: 1 },
  3: { name: 'int16', size: 2 },
  4: { name: 'uint16', size: 2 },
  5: { name: 'int32', size: 4 },
  6: { name: 'uint32', size: 4 },
  7: { name: 'single', size: 4 },
  9: { name: 'double', size: 8 },
} as const;
type StorageCode = keyof typeof STORAGE;
type Storage = (typeof STORAGE)[StorageCode];

const INT32 = 5;
const UINT32 = 6;
const INT8 = 1;
const MATRIX = 14;
const COMPRESSED = 15;

/** Names of MATLAB's classes by number; numeric from `double` on. */
const CLASSES = [
  '?',
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
];
const FIRST_NUMERIC_CLASS = 6;
const COMPLEX = 0x0800;
const HEADER_BYTES = 128;
/** MATLAB itself allows names of 63 characters and more dimensions than anybody uses. */
const MAX_NAME_BYTES = 255;
const MAX_DIMENSIONS = 32;

/** How to read a MAT-file. */
export interface MatOptions {
  /** Path, for messages. */
  readonly file: string;
  /** Most bytes of all compressed variables together, once inflated. */
  readonly maxInflatedBytes: number;
}

/**
 * Reads the variables of a MAT-file, by name.
 * @throws DatasetError if the file is not a MAT-file of level 5, is damaged, or inflates to more than expected
 */
export async function readMatVariables(
  bytes: Uint8Array,
  { file, maxInflatedBytes }: MatOptions,
): Promise<Map<string, MatVariable>> {
  const littleEndian = byteOrder(bytes, file);
  const variables = new Map<string, MatVariable>();
  let remaining = maxInflatedBytes;
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const element = elementAt({ bytes, littleEndian, file }, at);
    at = element.next;
    if (element.type !== MATRIX && element.type !== COMPRESSED) continue;
    const inflated =
      element.type === COMPRESSED
        ? await inflateElement({
            compressed: element.data,
            ...{ littleEndian, type: MATRIX, maxBytes: remaining, description: `${file}: variable` },
          })
        : undefined;
    remaining -= inflated?.length ?? 0;
    const variable = arrayOf({ bytes: inflated ?? element.data, littleEndian, file });
    variables.set(variable.name, variable);
  }
  return variables;
}

/** Converts the values of an array to numbers. */
export function numbersOf({ storage, littleEndian, bytes }: MatValues): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Record<Storage['name'], (at: number) => number> = {
    int8: (at) => view.getInt8(at),
    uint8: (at) => view.getUint8(at),
    int16: (at) => view.getInt16(at, littleEndian),
    uint16: (at) => view.getUint16(at, littleEndian),
    int32: (at) => view.getInt32(at, littleEndian),
    uint32: (at) => view.getUint32(at, littleEndian),
    single: (at) => view.getFloat32(at, littleEndian),
    double: (at) => view.getFloat64(at, littleEndian),
  };
  const valueAt = read[storage.name];
  return Float64Array.from({ length: bytes.length / storage.size }, (_, index) => valueAt(index * storage.size));
}

function byteOrder(bytes: Uint8Array, file: string): boolean {
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, HEADER_BYTES));
  if (header.startsWith('MATLAB 7.3')) {
    throw new DatasetError(`${file}: expected a MAT-file of level 5, got one of level 7.3 (HDF5): save it with -v7`);
  }
  const mark = header.slice(126);
  if (!header.startsWith('MATLAB 5.0') || (mark !== 'IM' && mark !== 'MI')) {
    const start = JSON.stringify(header.slice(0, 19));
    throw new DatasetError(`${file}: expected a MAT-file, which begins with "MATLAB 5.0 MAT-file", got ${start}`);
  }
  return mark === 'IM';
}

/** Bytes from which elements are read. */
interface Source {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly file: string;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
  /** Offset of the next element. */
  readonly next: number;
}

function elementAt({ bytes, littleEndian, file }: Source, at: number): Element {
  if (at + 8 > bytes.length) throw truncated(file, 8, bytes.length - at);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = view.getUint32(at, littleEndian);
  const small = word >>> 16;
  if (small > 4) {
    throw new DatasetError(`${file}: expected an element of at most 4 bytes within its tag, got ${small}: damaged`);
  }
  if (small > 0) return { type: word & 0xffff, data: bytes.subarray(at + 4, at + 4 + small), next: at + 8 };
  const size = view.getUint32(at + 4, littleEndian);
  const end = at + 8 + size;
  if (end > bytes.length) throw truncated(file, size, bytes.length - at - 8);
  return { type: word, data: bytes.subarray(at + 8, end), next: word === COMPRESSED ? end : at + 8 + pad8(size) };
}

function pad8(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function truncated(file: string, expected: number, got: number): DatasetError {
  return new DatasetError(`${file}: expected an element of ${expected} bytes, got ${Math.max(0, got)}: truncated`);
}

/** Parses the elements of one array. */
function arrayOf(source: Source): MatVariable {
  const { file, bytes } = source;
  const subelement = (at: number, type: number, description: string): Element => {
    const element = elementAt(source, at);
    if (element.type === type) return element;
    throw new DatasetError(
      `${file}: expected the ${description} of an array (type ${type}), got type ${element.type}: damaged`,
    );
  };
  const flags = subelement(0, UINT32, 'flags');
  const dimensions = subelement(flags.next, INT32, 'dimensions');
  const nameElement = subelement(dimensions.next, INT8, 'name');
  if (dimensions.data.length > 4 * MAX_DIMENSIONS || nameElement.data.length > MAX_NAME_BYTES) {
    throw new DatasetError(
      `${file}: expected an array of at most ${MAX_DIMENSIONS} dimensions and a name of at most ${MAX_NAME_BYTES} ` +
        `bytes, got ${dimensions.data.length / 4} and ${nameElement.data.length}: damaged`,
    );
  }
  const word = flags.data.length < 4 ? 0 : viewOf(flags.data).getUint32(0, source.littleEndian);
  const classCode = word & 0xff;
  const dims = Array.from({ length: Math.floor(dimensions.data.length / 4) }, (_, axis) =>
    viewOf(dimensions.data).getInt32(4 * axis, source.littleEndian),
  );
  const variable = {
    name: new TextDecoder('latin1').decode(nameElement.data),
    className: CLASSES[classCode] ?? `class ${classCode}`,
    dims,
  };
  if (classCode < FIRST_NUMERIC_CLASS || (word & COMPLEX) !== 0 || nameElement.next >= bytes.length) return variable;

  const { type, data } = elementAt(source, nameElement.next);
  const storage = STORAGE[type as StorageCode] as Storage | undefined;
  if (!storage) return variable;
  const expectedBytes = dims.reduce((product, size) => product * size, storage.size);
  if (data.length !== expectedBytes) {
    const shape = `[${dims.join(', ')}] of ${storage.name}`;
    throw new DatasetError(
      `${file}: variable ${variable.name}: expected ${expectedBytes} bytes for ${shape}, got ${data.length}`,
    );
  }
  return { ...variable, values: { storage, littleEndian: source.littleEndian, bytes: data } };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
