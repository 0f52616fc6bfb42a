import { join, sep } from 'node:path';

/** Name of an entry of a folder, from its bytes. */
export interface EntryName {
  /** For messages and decisions. Bytes that are not UTF-8 are shown as `\xfc`. */
  readonly text: string;
  /** If the bytes are not UTF-8, so that the text does not open the entry: the name in Windows-1252. */
  readonly suggestion?: string;
  /** Path of the entry, to open it with. */
  readonly path: string | Buffer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes the name of a folder's entry. Names are bytes on Linux, and old recorders, archives and cameras write them
 * in other encodings than UTF-8. Node.js replaces such bytes, and the name then opens nothing.
 */
export function entryName(folder: string, bytes: Buffer): EntryName {
  try {
    const text = utf8.decode(bytes);
    return { text, path: join(folder, text) };
  } catch {
    return {
      text: escapeBytes(bytes),
      suggestion: new TextDecoder('windows-1252').decode(bytes),
      path: Buffer.concat([Buffer.from(folder + sep), bytes]),
    };
  }
}

/** Shows the bytes that are not UTF-8 as `\x..`. */
function escapeBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count)));
    text +=
      length === undefined ? `\\x${bytes[at]!.toString(16).padStart(2, '0')}` : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

function isCharacter(bytes: Buffer): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
