import type { PassThrough } from 'node:stream';

/** Reads a stream of bytes in pieces that the caller chooses. Pieces are views of one buffer. */
export interface ByteReader {
  /** Returns bytes from the start of what is left, without consuming them; fewer at the end of the stream. */
  peek(position: number, length: number): Promise<Uint8Array>;
  /** Discards `length` bytes. */
  take(length: number): Promise<void>;
  /**
   * Returns the next whole blocks, at the start of a buffer that the next call reuses; undefined at the end, where an
   * incomplete block is dropped.
   */
  takeBlocks(blockAlign: number): Promise<Uint8Array | undefined>;
}

/** Bytes gathered per chunk; a pipe returns at most 64 KiB per read. */
const TAKE_BYTES = 1 << 18;
const READ_BYTES = 1 << 16;
/** Most bytes that `peek` looks ahead: a header is shorter, whatever sizes it states. */
const MAX_PEEK_BYTES = 1 << 16;

/** Creates a reader of a stream. */
export function createByteReader(stream: PassThrough): ByteReader {
  const iterator = stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let buffer = new Uint8Array(TAKE_BYTES + READ_BYTES);
  /** The pending bytes are buffer[start, end). */
  let start = 0;
  let end = 0;
  /** Moves the pending bytes to the start of the buffer, and reads until `wanted` are pending or the stream ends. */
  const gather = async (wanted: number): Promise<void> => {
    buffer.copyWithin(0, start, end);
    [start, end] = [0, end - start];
    while (end < wanted) {
      const { value, done } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
      if (done || !value) break;
      if (end + value.length > buffer.length) {
        const larger = new Uint8Array(Math.max(2 * buffer.length, end + value.length));
        larger.set(buffer.subarray(0, end));
        buffer = larger;
      }
      buffer.set(value, end);
      end += value.length;
    }
  };
  return {
    async peek(position, length) {
      if (position + length > MAX_PEEK_BYTES) return new Uint8Array(0);
      await gather(position + length);
      return buffer.slice(position, Math.min(position + length, end));
    },
    async take(length) {
      await gather(length);
      start = Math.min(length, end);
    },
    async takeBlocks(blockAlign) {
      await gather(Math.max(blockAlign, TAKE_BYTES));
      start = end - (end % blockAlign);
      return start > 0 ? buffer.subarray(0, start) : undefined;
    },
  };
}
