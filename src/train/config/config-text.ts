import { closeSync, openSync, readSync } from 'node:fs';
import { ConfigError } from '../../errors.js';
import { systemErrorReason } from '../../files/index.js';

/** Far more than any configuration has; a path given by mistake may lead to a recording of gigabytes. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads the text of a configuration file, without a byte order mark. A pipe will do.
 * @throws ConfigError if the file cannot be read, is too long, or is not UTF-8
 */
export function readConfigText(path: string): string {
  const bytes = readStart(path, MAX_BYTES + 1);
  if (bytes.length > MAX_BYTES) {
    throw new ConfigError(`${path}: expected a configuration of at most ${MAX_BYTES / 1024} KiB, got a longer file`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    throw new ConfigError(`${path}: expected UTF-8 text, got ${isUtf16 ? 'UTF-16' : 'other bytes'}: save it as UTF-8`, {
      cause,
    });
  }
}

function readStart(path: string, maxBytes: number): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(maxBytes);
    let length = 0;
    while (length < maxBytes) {
      const read = readSync(file, bytes, length, maxBytes - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : systemErrorReason(cause);
    throw new ConfigError(`cannot read ${path}: ${reason}`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
