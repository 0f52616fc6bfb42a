import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, OutputError } from '../../../errors.js';
import { sha256Of, sizeOf } from './digest.js';

/** Files to extract from an archive, and the size of each in bytes. */
type Members = { readonly names: readonly string[]; readonly bytes: number };

/** Whether all files to extract are in the folder, each with its expected size. */
export async function isUnpacked(dir: string, { names, bytes }: Members): Promise<boolean> {
  const sizes = await Promise.all(names.map((name) => sizeOf(join(dir, name))));
  return sizes.every((size) => size === bytes);
}

/**
 * Extracts files from a tar archive into a folder, each atomically, and deletes the archive. Overwrites nothing.
 * @throws DatasetError if the archive is damaged or lacks a file, or a different file of that name exists
 * @throws OutputError if the files cannot be written
 */
export async function unpack(archive: string, dir: string, { names, bytes }: Members): Promise<void> {
  const temporary = join(dir, `.${basename(archive)}.unpacking`);
  try {
    const { extract } = await import('tar');
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await extract({
      file: archive,
      cwd: temporary,
      strip: 1,
      strict: true,
      filter: (path, entry) => names.includes(basename(path)) && 'type' in entry && entry.type === 'File',
    }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.syscall !== undefined) throw cause;
      throw new DatasetError(`${archive}: expected a tar archive, got a damaged one (${cause.message})`, { cause });
    });
    for (const name of names) await checkMember(archive, temporary, dir, name, bytes);
    for (const name of names) await rename(join(temporary, name), join(dir, name));
    await rm(archive);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new OutputError(`cannot unpack ${archive} in ${dir}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function checkMember(archive: string, from: string, dir: string, name: string, bytes: number): Promise<void> {
  const size = await sizeOf(join(from, name));
  if (size !== bytes) {
    throw new DatasetError(`${archive}: expected ${name} of ${bytes} bytes in it, got ${size ?? 'no such file'}`);
  }
  const existing = join(dir, name);
  if ((await sizeOf(existing)) === undefined) return;
  if ((await sha256Of(existing)) !== (await sha256Of(join(from, name)))) {
    throw new DatasetError(`${existing}: expected ${name} of ${archive}, got a different file: move it away`);
  }
}
