import { pipeline } from 'node:stream/promises';
import { createInflate } from 'node:zlib';
import { DatasetError } from '../../../errors.js';
import { messageOf } from './bytes.js';

/** Most that DEFLATE compresses: a byte inflates to at most 1,032. */
const MAX_RATIO = 1032;
const TAG_BYTES = 8;

/** A compressed element: zlib data of a tag (type, byte count) and as many bytes. */
export interface CompressedElement {
  readonly compressed: Uint8Array;
  readonly littleEndian: boolean;
  /** Required type. */
  readonly type: number;
  /** Most bytes that it may have. */
  readonly maxBytes: number;
  /** For messages. */
  readonly description: string;
}

/**
 * Inflates the data of an element into one buffer, sized from its tag: SVHN's images take 225 MB. A tag that claims
 * more than is allowed, or than the compressed bytes can hold, is refused before memory is reserved.
 * @throws DatasetError
 */
export async function inflateElement(element: CompressedElement): Promise<Uint8Array> {
  const { compressed, description } = element;
  const tag = Buffer.alloc(TAG_BYTES);
  let out: Uint8Array | undefined;
  let filled = 0;
  try {
    await pipeline([compressed], createInflate({ chunkSize: 1 << 18 }), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        let from = 0;
        if (!out) {
          from = chunk.copy(tag, filled);
          filled += from;
          if (filled < TAG_BYTES) continue;
          out = bufferFor(tag, element);
          filled = 0;
        }
        const data = chunk.subarray(from);
        if (filled + data.length > out.length)
          throw new DatasetError(`${description}: expected ${out.length} bytes, got more`);
        out.set(data, filled);
        filled += data.length;
      }
    });
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError(`${description}: expected zlib data, got a damaged stream (${messageOf(cause)})`, { cause });
  }
  if (!out || filled < out.length) {
    throw new DatasetError(`${description}: expected ${out?.length ?? TAG_BYTES} bytes, got ${filled}: truncated`);
  }
  return out;
}

function bufferFor(
  tag: Buffer,
  { compressed, littleEndian, type, maxBytes, description }: CompressedElement,
): Uint8Array {
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  const actualType = view.getUint32(0, littleEndian);
  if (actualType !== type) {
    throw new DatasetError(`${description}: expected an array (type ${type}), got type ${actualType}`);
  }
  const size = view.getUint32(4, littleEndian);
  if (size > maxBytes) throw new DatasetError(`${description}: expected at most ${maxBytes} bytes, got ${size}`);
  if (size > compressed.length * MAX_RATIO) {
    throw new DatasetError(
      `${description}: expected ${size} bytes, but its ${compressed.length} compressed bytes cannot hold them: damaged`,
    );
  }
  return new Uint8Array(size);
}
