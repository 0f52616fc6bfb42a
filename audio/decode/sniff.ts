/** What a file's first bytes say it is. */
export type FileKind = 'wav' | 'text' | 'other';

/**
 * Looks at the beginning of a file.
 * @param head its first bytes, 512 at best
 */
export function sniff(head: Uint8Array): FileKind {
  const ascii = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (/^(RIFF|RF64|BW64)[^]{4}WAVE/.test(ascii)) return 'wav';
  return isText(head) ? 'text' : 'other';
}

/** Readable in UTF-8 without control characters. Audio has zeros or control characters within its first hundred bytes. */
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  // The last character may be cut in two.
  return !new TextDecoder('utf-8').decode(head, { stream: true }).includes('\ufffd');
}

/** The beginning of a text, for a message: on one line and short. */
export function excerpt(head: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(head, { stream: true }).replace(/\s+/g, ' ').trim();
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
