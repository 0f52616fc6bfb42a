import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedFile } from '../files/index.js';

/** Bytes that are compared first, at the start, in the middle and at the end of files of one size. */
const SAMPLE_BYTES = 1 << 14;
const CHUNK_BYTES = 1 << 20;

/**
 * Gives files of the same content one identity: copies are as one recording, whatever their names. Only files of one
 * size are read, and only those that agree in three places to their end: recorders write thousands of files of one
 * size.
 */
export async function identifyCopies(dir: string, files: readonly ListedFile[]): Promise<readonly ListedFile[]> {
  const identities = new Map<string, string>();
  const ofSizes = await alikeBy(files, async ({ file }) => {
    const { size } = await stat(join(dir, file));
    return size > 0 ? String(size) : undefined;
  });
  for (const ofSize of ofSizes) {
    for (const alike of await alikeBy(distinct(ofSize), ({ file }) => digest(join(dir, file), sampleOf))) {
      for (const copies of await alikeBy(alike, ({ file }) => digest(join(dir, file), wholeOf))) {
        const common = identityOf(copies[0]!);
        for (const copy of copies) identities.set(identityOf(copy), common);
      }
    }
  }
  return files.map((file) => {
    const identity = identities.get(identityOf(file));
    return identity === undefined ? file : { ...file, identity };
  });
}

const identityOf = ({ file, identity = file }: ListedFile): string => identity;

/** One path of each file. */
function distinct(files: readonly ListedFile[]): ListedFile[] {
  return [...new Map(files.map((file) => [identityOf(file), file])).values()];
}

/** Groups of at least two files with the same key. Files without one, which cannot be read, are left out. */
async function alikeBy(
  files: readonly ListedFile[],
  keyOf: (file: ListedFile) => Promise<string | undefined>,
): Promise<readonly ListedFile[][]> {
  const byKey = new Map<string, ListedFile[]>();
  if (files.length > 1) {
    for (const file of files) {
      const key = await keyOf(file).catch(() => undefined);
      if (key === undefined) continue;
      const known = byKey.get(key);
      if (known) known.push(file);
      else byKey.set(key, [file]);
    }
  }
  return [...byKey.values()].filter(({ length }) => length > 1);
}

type Parts = (handle: FileHandle, size: number) => AsyncGenerator<Uint8Array>;

async function digest(path: string, parts: Parts): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    for await (const part of parts(handle, (await handle.stat()).size)) hash.update(part);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

async function* sampleOf(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (const position of [0, Math.floor(size / 2), Math.max(0, size - SAMPLE_BYTES)]) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, position);
    yield buffer.subarray(0, bytesRead);
  }
}

async function* wholeOf(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let position = 0; position < size;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
