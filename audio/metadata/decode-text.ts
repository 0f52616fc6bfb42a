/** A text file, decoded. */
export interface DecodedText {
  readonly text: string;
  /** Its encoding, if it is not UTF-8. */
  readonly encoding?: 'UTF-16' | 'Windows-1252';
}

/**
 * Decodes a text file: UTF-8 or UTF-16 by its byte order mark, UTF-8 without one, and otherwise Windows-1252, in which
 * spreadsheets of western countries save CSV files.
 * @returns the text, without byte order mark
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: decode('utf-16le', bytes), encoding: 'UTF-16' };
  if (first === 0xfe && second === 0xff) return { text: decode('utf-16be', bytes), encoding: 'UTF-16' };
  try {
    return { text: decode('utf-8', bytes, { fatal: true }) };
  } catch {
    return { text: decode('windows-1252', bytes), encoding: 'Windows-1252' };
  }
}

function decode(encoding: string, bytes: Uint8Array, options: { readonly fatal?: boolean } = {}): string {
  return new TextDecoder(encoding, options).decode(bytes);
}
