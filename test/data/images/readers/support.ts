import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

/** Folder of real image data next to the repository; may be missing. */
const SHARED = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** A subfolder of the real data; `there` is whether it exists. */
export function sharedData(name: string): { readonly dir: string; readonly there: boolean } {
  const dir = SHARED + name;
  return { dir, there: existsSync(dir) };
}

/** Encodes an idx file of unsigned bytes. */
export function idx(dims: readonly number[], values: ArrayLike<number>, magic = 0x0800 + dims.length): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.writeUInt32BE(magic);
  dims.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.from(Uint8Array.from(values))]);
}

/** Bytes that vary with position. */
export function ramp(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (start + at * 7) % 251);
}

export interface MatOptions {
  readonly compressed?: boolean;
  readonly littleEndian?: boolean;
  /** Size that the tag of every compressed array claims, instead of its own. */
  readonly claims?: number;
}

export interface MatArray {
  readonly name: string;
  readonly dims: readonly number[];
  /** Column-major. */
  readonly values: ArrayLike<number>;
  /** MATLAB class: 9 is uint8, 6 is double. */
  readonly classCode?: number;
  /** Storage type of the values. */
  readonly storage?: 'uint8' | 'int16' | 'double';
}

const STORAGE = { uint8: [2, 1], int16: [3, 2], double: [9, 8] } as const;

/** Encodes a MAT-file of level 5. */
export function mat(arrays: readonly MatArray[], options: MatOptions = {}): Buffer {
  const little = options.littleEndian ?? true;
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, written by a test');
  header.write(little ? '\x00\x01IM' : '\x01\x00MI', 124, 'latin1');
  const elements = arrays.map((array) => {
    const encoded = matArray(array, little);
    if (options.claims !== undefined) encoded.writeUInt32LE(options.claims, 4);
    return options.compressed ? element(15, deflateSync(encoded), little, false) : encoded;
  });
  return Buffer.concat([header, ...elements]);
}

function matArray({ name, dims, values, classCode = 9, storage = 'uint8' }: MatArray, little: boolean): Buffer {
  const [type, size] = STORAGE[storage];
  const data = Buffer.alloc(values.length * size);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < values.length; at++) {
    if (storage === 'uint8') view.setUint8(at, values[at]!);
    else if (storage === 'int16') view.setInt16(at * 2, values[at]!, little);
    else view.setFloat64(at * 8, values[at]!, little);
  }
  const parts = [
    element(6, words([classCode, 0], little), little),
    element(5, words(dims, little), little),
    element(1, Buffer.from(name), little),
    element(type, data, little),
  ];
  return element(14, Buffer.concat(parts), little);
}

function words(values: readonly number[], little: boolean): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => (little ? out.writeInt32LE(value, 4 * at) : out.writeInt32BE(value, 4 * at)));
  return out;
}

/** Encodes an element; up to four bytes of data are put into the tag. */
function element(type: number, data: Buffer, little: boolean, padded = true): Buffer {
  if (data.length > 0 && data.length <= 4) {
    const small = Buffer.concat([words([(data.length << 16) | type], little), data, Buffer.alloc(4 - data.length)]);
    return small;
  }
  const padding = Buffer.alloc(padded ? (8 - (data.length % 8)) % 8 : 0);
  return Buffer.concat([words([type, data.length], little), data, padding]);
}
