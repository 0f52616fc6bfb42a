import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extract } from 'tar';
import { DatasetError, OutputError } from '../../../errors.js';
import { sha256Of, sizeOf } from './digest.js';

/** What is wanted of an archive. */
type Members = { readonly names: readonly string[]; readonly bytes: number };

/** Whether everything that is wanted of an archive lies in the folder, in full size. */
export async function isUnpacked(dir: string, { names, bytes }: Members): Promise<boolean> {
  const sizes = await Promise.all(names.map((name) => sizeOf(join(dir, name))));
  return sizes.every((size) => size === bytes);
}

/**
 * Takes files out of a tar archive into a folder, each whole or not at all, and removes the archive. Nothing is overwritten.
 * @throws DatasetError if the archive is damaged, lacks a file, or another file of that name is there
 * @throws OutputError if the files cannot be written
 */
export async function unpack(archive: string, dir: string, { names, bytes }: Members): Promise<void> {
  const temporary = join(dir, `.${basename(archive)}.unpacking`);
  try {
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
  const there = join(dir, name);
  if ((await sizeOf(there)) === undefined) return;
  if ((await sha256Of(there)) !== (await sha256Of(join(from, name)))) {
    throw new DatasetError(`${there}: expected ${name} of ${archive}, got another file: move it away`);
  }
}
