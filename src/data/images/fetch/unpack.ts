import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, OutputError } from '../../../errors.js';
import { syncFile, syncFolder } from '../../../files/index.js';
import { isPresent, matchesPublished, sizeOf } from './digest.js';
import type { PublishedFile } from './remote.js';

/**
 * Whether all files to extract are in the folder.
 * @throws DatasetError if one of them is not the published file
 */
export async function isUnpacked(dir: string, members: readonly PublishedFile[]): Promise<boolean> {
  let present = 0;
  // All of them, and not only up to one that is missing: a different file is an error before anything is downloaded.
  for (const member of members) if (await isPresent(dir, member)) present++;
  return present === members.length;
}

/**
 * Extracts files from a tar archive into a folder, verifies them, writes each atomically, and deletes the archive.
 * Overwrites nothing.
 * @throws DatasetError if the archive is damaged or lacks a file, or a different file of that name exists
 * @throws OutputError if the files cannot be written
 */
export async function unpack(archive: string, dir: string, members: readonly PublishedFile[]): Promise<void> {
  const names = members.map(({ name }) => name);
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
    for (const member of members) await checkMember(archive, temporary, member);
    for (const member of members) await moveMember(temporary, dir, member);
    await syncFolder(dir);
    await rm(archive);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new OutputError(`cannot unpack ${archive} in ${dir}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function checkMember(archive: string, from: string, member: PublishedFile): Promise<void> {
  const { name, bytes, sha256 } = member;
  const path = join(from, name);
  const size = await sizeOf(path);
  if (size !== bytes) {
    throw new DatasetError(`${archive}: expected ${name} of ${bytes} bytes in it, got ${size ?? 'no such file'}`);
  }
  if (!(await matchesPublished(path, member))) {
    throw new DatasetError(`${archive}: expected the published ${name} (SHA-256 ${sha256}) in it, got a different one`);
  }
}

async function moveMember(from: string, dir: string, member: PublishedFile): Promise<void> {
  if (await isPresent(dir, member)) return;
  const path = join(from, member.name);
  await syncFile(path);
  await rename(path, join(dir, member.name));
}
