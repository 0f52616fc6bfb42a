import type { Rng } from '#src/rng.js';

/** Sizes, counts and offsets that readers get wrong. */
const BOUNDARIES = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** Words that parsers of text get wrong. */
const WORDS = [
  'null',
  '-1',
  '1e999',
  'NaN',
  '.nan',
  '{}',
  '[]',
  '""',
  '"\\u0000"',
  '../x',
  '__proto__',
  '9007199254740993',
  '\n',
];

type Mangler = (bytes: Buffer, rng: Rng) => Buffer;

const MANGLERS: readonly Mangler[] = [
  function flipBits(bytes, rng) {
    const out = Buffer.from(bytes);
    for (let count = 1 + rng.integer(8); count > 0; count--) out[position(out, rng)]! ^= 1 << rng.integer(8);
    return out;
  },
  function setBytes(bytes, rng) {
    const out = Buffer.from(bytes);
    for (let count = 1 + rng.integer(16); count > 0; count--) out[position(out, rng)] = rng.integer(256);
    return out;
  },
  function setInteger(bytes, rng) {
    const out = Buffer.from(bytes);
    const value = BOUNDARIES[rng.integer(BOUNDARIES.length)]!;
    const width = [1, 2, 4, 8][rng.integer(4)]!;
    if (out.length < width) return out;
    const at = Math.min(position(out, rng), out.length - width);
    const field = Buffer.alloc(8);
    field.writeUInt32LE(value);
    (rng.integer(2) === 0 ? field.subarray(0, width) : field.subarray(0, width).reverse()).copy(out, at);
    return out;
  },
  function truncate(bytes, rng) {
    return bytes.subarray(0, position(bytes, rng));
  },
  function remove(bytes, rng) {
    const { start, end } = range(bytes, rng);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeat(bytes, rng) {
    const { start, end } = range(bytes, rng);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  function zero(bytes, rng) {
    const { start, end } = range(bytes, rng);
    return Buffer.from(bytes).fill(0, start, end);
  },
  function insertNoise(bytes, rng) {
    const at = position(bytes, rng);
    const noise = Buffer.from(Array.from({ length: 1 + rng.integer(64) }, () => rng.integer(256)));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  function replaceWord(bytes, rng) {
    const words = [
      ...bytes
        .subarray(0, 1 << 16)
        .toString('latin1')
        .matchAll(/[\w.+-]+/g),
    ];
    if (words.length === 0) return bytes;
    const { index, 0: word } = words[rng.integer(words.length)]!;
    const other = Buffer.from(WORDS[rng.integer(WORDS.length)]!);
    return Buffer.concat([bytes.subarray(0, index), other, bytes.subarray(index + word.length)]);
  },
];

/**
 * Damages bytes in one to three ways: flipped bits, boundary values in integer fields, truncated, removed, repeated,
 * zeroed and inserted ranges, replaced words. Returns a copy.
 */
export function mangle(bytes: Uint8Array, rng: Rng): Buffer {
  let out: Buffer = Buffer.from(bytes);
  for (let count = 1 + rng.integer(3); count > 0; count--) {
    if (out.length > 0) out = MANGLERS[rng.integer(MANGLERS.length)]!(out, rng);
  }
  return out;
}

/** A random position; half of the time within the first 256 bytes, where headers are. */
function position(bytes: Buffer, rng: Rng): number {
  return rng.integer(rng.integer(2) === 0 ? Math.min(bytes.length, 256) : bytes.length);
}

function range(bytes: Buffer, rng: Rng): { readonly start: number; readonly end: number } {
  const start = position(bytes, rng);
  const longest = rng.integer(2) === 0 ? 64 : bytes.length - start;
  return { start, end: Math.min(bytes.length, start + 1 + rng.integer(longest)) };
}
