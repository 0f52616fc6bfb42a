import { open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder, outputError } from './atomic-file.js';
import { OutputError } from '../errors.js';

/*
 * One process at a time writes to a folder. Each process creates a lock file named after itself, then checks whether
 * another live process has one. If two start at once, at least one of them checks after both files exist, so both never
 * proceed. The name of a lock file holds the process id and the process's start time, so the file of a dead process can
 * be removed without a race: no other process ever creates the same name.
 *
 * proper-lockfile recognises dead processes by the age of the file alone: after kill -9 everyone would have to wait for
 * it to expire, and a process that was merely suspended would lose its folder to another.
 */

/** Processes of other hosts are not visible here: their lock files are valid as long as they are touched. */
const TOUCH_EVERY_SECONDS = 10;
const DEAD_AFTER_SECONDS = 60;

const LOCK = /^\.lock-(.+)-(\d+)-(\d+)$/;

/** Exclusive access of this process to a folder. */
export interface FolderLock extends AsyncDisposable {
  release(): Promise<void>;
}

export interface FolderLockOptions {
  /** How long to wait for another process to release the folder. */
  readonly waitSeconds?: number;
  /** Aborts the waiting; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Locks a folder for this process, creating it if needed. A killed process loses its lock.
 * @throws OutputError naming the process that holds the lock, or if the folder cannot be written to
 */
export async function lockFolder(
  folder: string,
  { waitSeconds = 0, signal }: FolderLockOptions = {},
): Promise<FolderLock> {
  const ownName = lockName(process.pid, await startTimeOf(process.pid));
  const path = join(folder, ownName);
  await makeFolder(folder);
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    await createLockFile(path, folder);
    const holder = await otherHolder(folder, ownName);
    if (holder === undefined) break;
    await rm(path, { force: true });
    signal?.throwIfAborted();
    if (performance.now() >= deadline) {
      throw new OutputError(`${folder} is in use by ${holder}: wait until it ends, or stop it`);
    }
    // Two processes that started at once retry at different times.
    await delay(100 + (process.pid % 100));
  }
  const touching = setInterval(() => void touch(path), TOUCH_EVERY_SECONDS * 1000);
  touching.unref();
  const release = async (): Promise<void> => {
    clearInterval(touching);
    await rm(path, { force: true });
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** Whether a file is a lock file rather than part of the folder's contents. */
export function isLockFile(name: string): boolean {
  return LOCK.test(name);
}

async function createLockFile(path: string, folder: string): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.close();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw outputError(path, cause);
    throw new OutputError(`${folder} is in use by this process`, { cause });
  }
}

/** Returns the other process that holds the lock, if any; removes the lock files of dead processes. */
async function otherHolder(folder: string, ownName: string): Promise<string | undefined> {
  let holder: string | undefined;
  for (const name of await readdir(folder)) {
    const [, host, pid, start] = LOCK.exec(name) ?? [];
    if (host === undefined || name === ownName) continue;
    const local = host === safeHostname();
    const alive = local ? await isAlive(Number(pid), start!) : await wasTouchedRecently(folder, name, ownName);
    if (alive) holder = `process ${pid}${local ? '' : ` on ${host}`}`;
    else await rm(join(folder, name), { force: true });
  }
  return holder;
}

async function isAlive(pid: number, start: string): Promise<boolean> {
  return exists(pid) && start === (await startTimeOf(pid));
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Start time of a process in kernel ticks, so that a reused process id is not mistaken for the old process. 0 on
 * systems without /proc (Linux has it), and for a process that has exited but not been reaped.
 */
async function startTimeOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? '0' : (fields[18] ?? '0');
}

/** Compares two files in the same folder, because a file server's clock may differ from this host's. */
async function wasTouchedRecently(folder: string, name: string, ownName: string): Promise<boolean> {
  const [other, now] = await Promise.all(
    [name, ownName].map((file) => stat(join(folder, file)).catch(() => undefined)),
  );
  return other !== undefined && now !== undefined && now.mtimeMs - other.mtimeMs < DEAD_AFTER_SECONDS * 1000;
}

/** Writes a byte instead of setting the time, so that the file server's clock is used. */
async function touch(path: string): Promise<void> {
  const file = await open(path, 'r+').catch(() => undefined);
  await file?.write('.', 0).catch(() => undefined);
  await file?.close();
}

function lockName(pid: number, start: string): string {
  return `.lock-${safeHostname()}-${pid}-${start}`;
}

function safeHostname(): string {
  return hostname().replace(/[^\w.-]/g, '_');
}
