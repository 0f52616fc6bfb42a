import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isAlive, parseProcess, type ProcessIdentity, processText, thisProcess } from './process-identity.js';

const TEMPORARY = /^\.lyrebird-(.+)-[0-9a-f]{16}\.tmp$/;

/**
 * Temporary files of processes that cannot be looked up are removed once they are this much older than the last change
 * of their folder.
 */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** Folders that this process has tidied. */
const tidied = new Set<string>();

/**
 * Returns a new name for a temporary file next to its target. The name is hidden, and its length does not depend on the
 * target's: a target may have the longest name that the file system allows. Also removes the temporary files that dead
 * processes left in the folder, once per folder.
 */
export async function temporaryPath(target: string): Promise<string> {
  const folder = dirname(resolve(target));
  if (!tidied.has(folder)) {
    tidied.add(folder);
    await removeLeftovers(folder);
  }
  return join(dirname(target), temporaryName(await self()));
}

/** Returns a new name for a temporary file of a process. */
export function temporaryName(owner: ProcessIdentity): string {
  // Random rather than counted: each worker thread would count for itself.
  return `.lyrebird-${processText(owner)}-${randomBytes(8).toString('hex')}.tmp`;
}

/** Whether a name is that of a temporary file of this program. */
export function isTemporaryFile(name: string): boolean {
  return ownerOf(name) !== undefined;
}

/** How sure it is that no other process writes to a folder. */
export interface LeftoverOptions {
  /** This process has locked the folder: nothing in it belongs to a live process on another machine. Default false. */
  readonly locked?: boolean;
}

/** Removes the temporary files that killed processes left in a folder. Those of live processes stay. */
export async function removeLeftovers(folder: string, { locked = false }: LeftoverOptions = {}): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = ownerOf(name);
    if (!owner || processText(owner) === processText(await self())) continue;
    const path = join(folder, name);
    const alive = (await isAlive(owner, await self())) ?? (!locked && (await isRecent(path)));
    // A file that cannot be removed does no harm.
    if (!alive) await rm(path, { force: true }).catch(() => undefined);
  }
}

let own: Promise<ProcessIdentity> | undefined;

function self(): Promise<ProcessIdentity> {
  return (own ??= thisProcess());
}

function ownerOf(name: string): ProcessIdentity | undefined {
  const [, owner] = TEMPORARY.exec(name) ?? [];
  return owner === undefined ? undefined : parseProcess(owner);
}

async function isRecent(path: string): Promise<boolean> {
  // Two times from the same file server: its clock may differ from this machine's.
  const [file, folder] = await Promise.all([path, dirname(path)].map((name) => stat(name).catch(() => undefined)));
  return file === undefined || folder === undefined || folder.mtimeMs - file.mtimeMs < ABANDONED_AFTER_MS;
}
