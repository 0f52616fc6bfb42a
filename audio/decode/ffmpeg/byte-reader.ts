import { Writable } from 'node:stream';

/** Reads bytes that are written to a stream, in pieces that the caller chooses. */
export interface ByteReader {
  /** Where the bytes come from. It stays open after its end: see `startFfmpeg`. */
  readonly input: Writable;
  /** Returns bytes from the start of what is left, without consuming them; fewer at the end of the stream. */
  peek(position: number, length: number): Promise<Uint8Array>;
  /** Discards `length` bytes. */
  take(length: number): Promise<void>;
  /**
   * Returns the next whole blocks, which the next call overwrites; undefined at the end, where an incomplete block is
   * dropped.
   */
  takeBlocks(blockAlign: number): Promise<Uint8Array | undefined>;
}

/** Fewest bytes per call of `takeBlocks`, but for the last. */
const TAKE_BYTES = 1 << 18;
/** Bytes that wait for the reader before the writer has to wait, too. */
const PENDING_BYTES = 1 << 20;
/** A pipe returns at most this much per read. */
const READ_BYTES = 1 << 16;
/** Most bytes that `peek` looks ahead: a header is shorter, whatever sizes it states. */
const MAX_PEEK_BYTES = 1 << 16;

/** Creates a reader. */
export function createByteReader(): ByteReader {
  // Grows to what is pending: a short recording needs little, and every megabyte brings a garbage collection closer.
  let buffer = new Uint8Array(TAKE_BYTES + READ_BYTES);
  /** Takes turns with `buffer`: one is filled while the caller has the other. */
  let spare = new Uint8Array(0);
  /** The pending bytes are buffer[start, end). */
  let start = 0;
  let end = 0;
  let ended = false;
  let wanted = 0;
  let wake = (): void => undefined;
  let letWriterGoOn: (() => void) | undefined;

  const append = (chunk: Uint8Array): void => {
    if (end + chunk.length > buffer.length) {
      const pending = end - start;
      const grown = Math.min(2 * buffer.length, PENDING_BYTES + READ_BYTES);
      const needed = pending + chunk.length;
      const target = needed > buffer.length ? new Uint8Array(Math.max(grown, needed)) : buffer;
      target.set(buffer.subarray(start, end));
      [buffer, start, end] = [target, 0, pending];
    }
    buffer.set(chunk, end);
    end += chunk.length;
  };
  const finish = (): void => {
    ended = true;
    wake();
  };
  const input = new Writable({
    // Never closed or destroyed automatically: fluent-ffmpeg reports a closed output as failure if ffmpeg exits 20 ms
    // later.
    autoDestroy: false,
    emitClose: false,
    decodeStrings: true,
    write(chunk: Uint8Array, _encoding, done) {
      append(chunk);
      if (end - start >= Math.max(wanted, PENDING_BYTES)) letWriterGoOn = done;
      else done();
      if (end - start >= wanted) wake();
    },
    final(done) {
      finish();
      done();
    },
    destroy(error, done) {
      finish();
      done(error);
    },
  });
  /** Waits until so many bytes are pending, or the stream has ended. */
  const gather = async (bytes: number): Promise<void> => {
    wanted = bytes;
    while (!ended && end - start < bytes) {
      const next = new Promise<void>((resolve) => (wake = resolve));
      goOn();
      await next;
    }
  };
  const goOn = (): void => {
    const done = letWriterGoOn;
    letWriterGoOn = undefined;
    done?.();
  };
  return {
    input,
    async peek(position, length) {
      if (position + length > MAX_PEEK_BYTES) return new Uint8Array(0);
      await gather(position + length);
      return buffer.slice(start + position, Math.min(start + position + length, end));
    },
    async take(length) {
      await gather(length);
      start = Math.min(start + length, end);
    },
    async takeBlocks(blockAlign) {
      await gather(Math.max(blockAlign, TAKE_BYTES));
      const whole = end - start - ((end - start) % blockAlign);
      if (whole === 0) return undefined;
      if (spare.length < buffer.length) spare = new Uint8Array(buffer.length);
      const rest = end - start - whole;
      spare.set(buffer.subarray(end - rest, end));
      // Samples of eight bytes need their alignment: those after a header of any length move to the start.
      if (start > 0) buffer.copyWithin(0, start, start + whole);
      const blocks = buffer.subarray(0, whole);
      [buffer, spare] = [spare, buffer];
      [start, end] = [0, rest];
      wanted = 0;
      goOn();
      return blocks;
    },
  };
}
