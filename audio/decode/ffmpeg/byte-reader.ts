import type { PassThrough } from 'node:stream';

/** Reads a stream of bytes in pieces that the caller chooses. */
export interface ByteReader {
  /** Returns bytes from the start of what is left, without consuming them; fewer at the end of the stream. */
  peek(position: number, length: number): Promise<Uint8Array>;
  /** Discards `length` bytes. */
  take(length: number): Promise<void>;
  /** Returns the next whole blocks in a new buffer; undefined at the end, where an incomplete block is dropped. */
  takeBlocks(blockAlign: number): Promise<Uint8Array | undefined>;
}

/** Bytes gathered per chunk; a pipe returns at most 64 KiB per read. */
const TAKE_BYTES = 1 << 18;
/** Most bytes that `peek` looks ahead: a header is shorter, whatever sizes it states. */
const MAX_PEEK_BYTES = 1 << 16;

/** Creates a reader of a stream. */
export function createByteReader(stream: PassThrough): ByteReader {
  const iterator = stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let pending: Uint8Array[] = [];
  let length = 0;
  /** Reads until `wanted` bytes are pending, and joins all pending bytes: one copy, at the start of a buffer. */
  const gather = async (wanted: number): Promise<Uint8Array> => {
    while (length < wanted) {
      const { value, done } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
      if (done || !value) break;
      pending.push(value);
      length += value.length;
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const chunk of pending) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  };
  const keep = (remaining: Uint8Array): void => {
    pending = remaining.length > 0 ? [remaining] : [];
    length = remaining.length;
  };
  return {
    async peek(position, count) {
      if (position + count > MAX_PEEK_BYTES) return new Uint8Array(0);
      const all = await gather(position + count);
      keep(all);
      return all.subarray(position, position + count);
    },
    async take(count) {
      keep((await gather(count)).subarray(count));
    },
    async takeBlocks(blockAlign) {
      const all = await gather(Math.max(blockAlign, TAKE_BYTES));
      const whole = all.length - (all.length % blockAlign);
      keep(all.subarray(whole));
      return whole > 0 ? all.subarray(0, whole) : undefined;
    },
  };
}
