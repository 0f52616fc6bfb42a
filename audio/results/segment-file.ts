import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { OutputError } from '../../src/errors.js';
import { openAtomicFile } from '../../src/files/index.js';
import { notOurs } from './result-files.js';

/** A file written under a temporary name and renamed when complete. */
export interface SegmentFile {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Opens the file for a recording's segments.
 * @param owned whether an existing file is this recording's and may be replaced. Any other stays: `finish` accepts it
 *   if it holds the same segments
 * @throws OutputError if the file cannot be written; from `finish`, if a different file has its name
 */
export async function openSegmentFile(path: string, owned: boolean): Promise<SegmentFile> {
  const file = await openAtomicFile(path);
  const written = createHash('sha256');
  return {
    async write(text) {
      written.update(text);
      await file.write(text);
    },
    async finish() {
      const existing = owned ? undefined : await lstat(path).catch(() => undefined);
      if (!existing) return file.finish();
      await file.abandon();
      if (existing.isFile() && (await sha256Of(path)) === written.digest('hex')) return;
      throw new OutputError(notOurs(path));
    },
    abandon: () => file.abandon(),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
