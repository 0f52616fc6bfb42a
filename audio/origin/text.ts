/** Longest value that is kept: names of devices and sites are shorter. */
const MAX_CHARACTERS = 200;

/** Reads UTF-8, or if it is none, Windows-1252; up to the first zero if `terminated`. */
export function decodeBytes(bytes: Uint8Array, { terminated = false } = {}): string {
  const zero = terminated ? bytes.indexOf(0) : -1;
  const used = zero < 0 ? bytes : bytes.subarray(0, zero);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(used);
  } catch {
    return new TextDecoder('windows-1252').decode(used);
  }
}

/** Makes a short line of a text from a file: control characters are spaces, and the surrounding ones are dropped. */
export function cleanText(text: string): string {
  const line = text
    .slice(0, 4 * MAX_CHARACTERS)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}

/** Quotes a text from a file in a message. */
export function quoted(text: string): string {
  const line = cleanText(text);
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

/** Reads a number in decimal notation; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?\d{1,9}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}
