import type { ReadAt } from '../wav/chunks.js';

const CAPTURE = 'OggS';
/** Bytes of a page's head: capture pattern, version, flags, 20 bytes, number of segments; their lengths follow. */
const HEAD_BYTES = 27;
const MAX_SEGMENTS = 255;
/** Bits of a page's flags (RFC 3533). */
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/**
 * Whether an Ogg file ends within a page, or within a packet that a page leaves open. Streams that were recorded from
 * the network have no page that is flagged as the last, and are whole nevertheless.
 * @param tail the last 64 KiB of the file, or all of it: more than the longest page
 */
export function oggEndsAbruptly(tail: Uint8Array): boolean {
  const start = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).lastIndexOf(CAPTURE);
  // If no page starts in a full tail, the file is damaged at its end.
  if (start < 0) return tail.length === 1 << 16;
  const page = pageAt(tail.subarray(start));
  if (!page) return true;
  return start + page.bytes > tail.length || (page.open && (page.flags & LAST_PAGE) === 0);
}

/**
 * Counts the links of a chain: streams one after the other in one file, as `cat a.opus b.opus` makes them. Reads the
 * head of every page. Ends at the first damage.
 */
export async function oggLinks(readAt: ReadAt, fileBytes: number): Promise<number> {
  let links = 0;
  let inHeaders = false;
  for (let position = 0; position < fileBytes;) {
    const page = pageAt(await readAt(position, HEAD_BYTES + MAX_SEGMENTS));
    if (!page) break;
    // Several streams that play together begin with one such page each.
    const first = (page.flags & FIRST_PAGE) !== 0;
    if (first && !inHeaders) links++;
    inHeaders = first;
    position += page.bytes;
  }
  return links;
}

interface Page {
  readonly flags: number;
  /** Length of the whole page. */
  readonly bytes: number;
  /** Whether its last packet continues on the next page. */
  readonly open: boolean;
}

function pageAt(bytes: Uint8Array): Page | undefined {
  const segments = bytes[HEAD_BYTES - 1];
  if (segments === undefined || HEAD_BYTES + segments > bytes.length) return undefined;
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== CAPTURE) return undefined;
  const lengths = bytes.subarray(HEAD_BYTES, HEAD_BYTES + segments);
  return {
    flags: bytes[5]!,
    bytes: HEAD_BYTES + segments + lengths.reduce((sum, n) => sum + n, 0),
    open: lengths.at(-1) === 255,
  };
}
