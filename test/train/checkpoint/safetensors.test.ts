import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '#src/errors.js';
import type { HostTensors } from '#src/engine/types.js';
import { createRng } from '#src/rng.js';
import { decodeSafetensors, encodeSafetensors } from '#src/train/checkpoint/safetensors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const folder = useTemporaryFolder();

const tensors: HostTensors = {
  'layer/weight': { dtype: 'float32', shape: [2, 3], data: new Float32Array([1, -2, 3.5, 0, 1e-30, -0]) },
  'layer/bias': { dtype: 'float32', shape: [3], data: new Float32Array([7, 8, 9]) },
  count: { dtype: 'int32', shape: [], data: new Int32Array([-5]) },
  ünïcode: { dtype: 'int32', shape: [0, 4], data: new Int32Array(0) },
};

/** A file with the given header text and data, valid or not. */
const fileOf = (header: string, data: Uint8Array = new Uint8Array(0), headerLength?: bigint): Uint8Array => {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, headerLength ?? BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
};

describe('safetensors', () => {
  it('reads back tensors bit for bit', () => {
    const { tensors: read, metadata } = decodeSafetensors(encodeSafetensors(tensors, { a: 'b' }), 'x');
    expect(metadata).toEqual({ a: 'b' });
    expect(Object.keys(read).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, tensor] of Object.entries(tensors)) expect(read[name]).toStrictEqual(tensor);
    expect(Object.is(read['layer/weight']!.data[5], -0)).toBe(true);
  });

  it('writes the same bytes whatever the order of the tensors', () => {
    const reversed = Object.fromEntries(Object.entries(tensors).reverse());
    expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(tensors));
  });

  it('starts the data at a multiple of 8', () => {
    for (let length = 0; length < 9; length++) {
      const file = encodeSafetensors({ ['n'.repeat(length + 1)]: tensors.count! });
      expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
    }
  });

  it('writes a view of a larger buffer', () => {
    const data = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
    const { tensors: read } = decodeSafetensors(encodeSafetensors({ v: { dtype: 'float32', shape: [2], data } }), 'x');
    expect([...read.v!.data]).toEqual([1, 2]);
  });

  it('reads a file written by hand according to the specification', () => {
    const header =
      '{"b":{"dtype":"I32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   ';
    const data = new Uint8Array([0, 0, 0x80, 0x3f, 0xfe, 0xff, 0xff, 0xff]);
    const { tensors: read } = decodeSafetensors(fileOf(header, data), 'x');
    expect([read.a!.data[0], read.b!.data[0]]).toEqual([1, -2]);
  });

  it('reads a tensor named __proto__ as a tensor', () => {
    const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const { tensors: read } = decodeSafetensors(fileOf(header, new Uint8Array(4)), 'x');
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'f is damaged: expected at least 8 bytes, got 0'],
    [
      'a header longer than the file',
      fileOf('{}', undefined, 99n),
      'its header claims 99 bytes, the file has 2 after the length',
    ],
    ['an absurd header length', fileOf('{}', undefined, 2n ** 63n), 'its header claims 9223372036854775808 bytes'],
    ['a different file type', fileOf('PK..'), 'its header does not start with {'],
    ['broken JSON', fileOf('{"a":'), 'its header is not JSON'],
    [
      'a different type',
      fileOf('{"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}', new Uint8Array(2)),
      'tensor a has type "BF16", expected F32 or I32',
    ],
    [
      'no shape',
      fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', new Uint8Array(4)),
      'tensor a has shape undefined',
    ],
    [
      'a negative shape',
      fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', new Uint8Array(4)),
      'tensor a has shape [-1]',
    ],
    [
      'no offsets',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}', new Uint8Array(4)),
      'tensor a has offsets [0]',
    ],
    [
      'offsets that contradict the shape',
      fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', new Uint8Array(4)),
      'tensor a of shape [2] takes 8 bytes, its offsets give 4',
    ],
    [
      'a gap',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', new Uint8Array(8)),
      'tensor a starts at byte 4 of the data, expected 0',
    ],
    [
      'an overlap',
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        new Uint8Array(4),
      ),
      'tensor b starts at byte 0 of the data, expected 4',
    ],
    [
      'missing data',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', new Uint8Array(3)),
      'tensor a ends at byte 4 of the data, the file has 3',
    ],
    [
      'data too much',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', new Uint8Array(5)),
      '1 bytes after the last tensor',
    ],
    [
      'metadata that is not a map of strings',
      fileOf('{"__metadata__":{"a":1}}'),
      'its __metadata__ is not a map of strings',
    ],
  ])('refuses %s', (_, file, message) => {
    const decode = () => decodeSafetensors(file, 'f');
    expect(decode).toThrow(CheckpointError);
    expect(decode).toThrow(message);
  });

  it('refuses random damage or reads other values, but never fails in any other way', () => {
    const file = encodeSafetensors(tensors);
    const rng = createRng(1);
    for (let trial = 0; trial < 2000; trial++) {
      const damaged = file.slice(0, rng.integer(4) === 0 ? rng.integer(file.length) : file.length);
      for (let k = 0; k < 3 && damaged.length > 0; k++) damaged[rng.integer(damaged.length)] = rng.integer(256);
      try {
        decodeSafetensors(damaged, 'f');
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
      }
    }
  });

  const python = process.env.LYREBIRD_TEST_PYTHON ?? 'python3';
  const hasPython = spawnSync(python, ['-c', 'import safetensors.numpy']).status === 0;
  it.skipIf(!hasPython)('is read and written the same way by the Python library (safetensors)', () => {
    writeFileSync(folder.at('ours.safetensors'), encodeSafetensors(tensors, { a: 'b' }));
    const script = `
import json, sys
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
read = load_file('ours.safetensors')
save_file(read, 'theirs.safetensors', metadata={'c': 'd'})
with safe_open('ours.safetensors', 'np') as f: metadata = f.metadata()
shapes = {k: list(v.shape) for k, v in read.items()}
print(json.dumps({'metadata': metadata, 'shapes': shapes, 'weight': read['layer/weight'].tolist()}))`;
    const output = JSON.parse(execFileSync(python, ['-c', script], { cwd: folder.path, encoding: 'utf8' })) as unknown;
    expect(output).toEqual({
      metadata: { a: 'b' },
      shapes: { 'layer/weight': [2, 3], 'layer/bias': [3], count: [], ünïcode: [0, 4] },
      weight: [
        [1, -2, 3.5],
        [0, Math.fround(1e-30), -0],
      ],
    });
    const theirs = decodeSafetensors(readFileSync(folder.at('theirs.safetensors')), 'theirs');
    expect(theirs.metadata).toEqual({ c: 'd' });
    for (const [name, tensor] of Object.entries(tensors)) expect(theirs.tensors[name]).toStrictEqual(tensor);
  });
});
