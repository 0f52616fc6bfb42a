import { CheckpointError } from '../../errors.js';
import { parseJson } from '../../parse-json.js';
import { printable } from '../../printable.js';
import { shownValue } from '../../shown-value.js';
import type { DType, HostTensor, HostTensors } from '../../engine/index.js';

/**
 * Contents of a file in the safetensors format (https://huggingface.co/docs/safetensors): the header length N in 8
 * little-endian bytes; N bytes of JSON with each tensor's dtype, shape and byte range in the data; then the data of
 * all tensors without gaps. The header is padded with spaces so that the data starts at a multiple of 8. Values are
 * little-endian, as on every machine that Node.js supports.
 */
export interface SafetensorsFile {
  readonly tensors: Record<string, HostTensor>;
  /** The header's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** As in the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';
const FORMAT_DTYPES: Readonly<Record<DType, string>> = { float32: 'F32', int32: 'I32' };
const BYTES_PER_ELEMENT = 4;

/** Encodes tensors as a safetensors file. They are sorted by name, so that equal tensors give equal bytes. */
export function encodeSafetensors(tensors: HostTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { [METADATA]: metadata } : {};
  let end = 0;
  for (const name of names) {
    const { dtype, shape, data } = tensors[name]!;
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: FORMAT_DTYPES[dtype], shape, data_offsets: [begin, end] };
  }

  let json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES).fill(0x20);
  padded.set(json);
  json = padded;

  const file = new Uint8Array(LENGTH_BYTES + json.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + json.length;
  for (const name of names) {
    const { data } = tensors[name]!;
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return file;
}

/**
 * Decodes a safetensors file. Each tensor gets a separate buffer.
 * @param path of the file, for messages
 * @throws CheckpointError if the bytes violate the format, or contain types other than F32 and I32
 */
export function decodeSafetensors(file: Uint8Array, path: string): SafetensorsFile {
  const damaged = (what: string): CheckpointError => new CheckpointError(`${path} is damaged: ${printable(what)}`);
  if (file.length < LENGTH_BYTES) throw damaged(`expected at least ${LENGTH_BYTES} bytes, got ${file.length}`);
  const headerLength = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  const available = file.length - LENGTH_BYTES;
  if (headerLength > BigInt(Math.min(MAX_HEADER_BYTES, available))) {
    throw damaged(`its header claims ${headerLength} bytes, the file has ${available} after the length`);
  }
  const dataStart = LENGTH_BYTES + Number(headerLength);
  const header = parseHeader(file.subarray(LENGTH_BYTES, dataStart), damaged);
  // Not file.subarray: if the file is a Buffer, slice would return views of one buffer.
  const data = new Uint8Array(file.buffer, file.byteOffset + dataStart, file.length - dataStart);

  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => entryOf(name, value, damaged))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors: [string, HostTensor][] = [];
  let position = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    if (begin !== position) throw damaged(`tensor ${name} starts at byte ${begin} of the data, expected ${position}`);
    if (end > data.length) throw damaged(`tensor ${name} ends at byte ${end} of the data, the file has ${data.length}`);
    const bytes = data.slice(begin, end).buffer;
    tensors.push([name, { dtype, shape, data: dtype === 'float32' ? new Float32Array(bytes) : new Int32Array(bytes) }]);
    position = end;
  }
  if (position !== data.length) throw damaged(`${data.length - position} bytes after the last tensor`);
  // Unlike an assignment, this makes a tensor named __proto__ a tensor like any other.
  return { tensors: Object.fromEntries(tensors), metadata: metadataOf(header[METADATA], damaged) };
}

type Damaged = (what: string) => CheckpointError;

function parseHeader(bytes: Uint8Array, damaged: Damaged): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw damaged('its header does not start with {');
  let header: unknown;
  try {
    header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CheckpointError(damaged('its header is not JSON').message, { cause });
  }
  return header as Record<string, unknown>;
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function entryOf(name: string, value: unknown, damaged: Damaged): Entry {
  const { dtype: format, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const dtype = (Object.keys(FORMAT_DTYPES) as DType[]).find((key) => FORMAT_DTYPES[key] === format);
  if (!dtype) throw damaged(`tensor ${name} has type ${shownValue(format)}, expected F32 or I32`);
  if (!isSizes(shape)) throw damaged(`tensor ${name} has shape ${shownValue(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) throw damaged(`tensor ${name} has offsets ${shownValue(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT);
  if (end - begin !== expected) {
    throw damaged(
      `tensor ${name} of shape [${shape.join(', ')}] takes ${expected} bytes, its offsets give ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function metadataOf(value: unknown, damaged: Damaged): Record<string, string> {
  if (value === undefined) return {};
  const valid =
    typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
  if (!valid) throw damaged(`its ${METADATA} is not a map of strings`);
  return value as Record<string, string>;
}
