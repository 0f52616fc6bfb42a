/** Kind of a file, judged by its first bytes. */
export type FileKind = 'wav' | 'text' | 'other';

/**
 * Determines the kind of a file.
 * @param head its first bytes, 512 if there are that many
 */
export function sniff(head: Uint8Array): FileKind {
  const ascii = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (/^(RIFF|RIFX|RF64|BW64)[^]{4}WAVE/.test(ascii)) return 'wav';
  return isText(head) ? 'text' : 'other';
}

/**
 * Whether bytes are UTF-8 without control characters. Audio has zeros or control characters in its first hundred
 * bytes.
 */
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  // In stream mode, an incomplete last character is not an error.
  return !new TextDecoder('utf-8').decode(head, { stream: true }).includes('\ufffd');
}

/** Returns the beginning of a text on one line, shortened for a message. */
export function excerpt(head: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(head, { stream: true }).replace(/\s+/g, ' ').trim();
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
