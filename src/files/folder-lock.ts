import { open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder, outputError } from './atomic-file.js';
import { OutputError } from '../errors.js';

/*
 * One process at a time writes to a folder. Each that wants to puts down a file named after itself, then looks whether there is one of
 * another process that lives: of two that come at once at least one looks after both have written, so never do both go on. A file's name
 * says who made it, down to the moment when that process began, so one of a dead process can be removed without a race: nobody else can
 * ever make it again.
 *
 * proper-lockfile tells the dead by a file's age alone: after kill -9 everybody would wait for it, and a process that was merely
 * suspended would lose its folder to another.
 */

/** Files of other hosts, whose processes nobody here can see, count for as long as they are touched. */
const TOUCH_EVERY_SECONDS = 10;
const DEAD_AFTER_SECONDS = 60;

const LOCK = /^\.lock-(.+)-(\d+)-(\d+)$/;

/** A folder that is this process's alone. */
export interface FolderLock extends AsyncDisposable {
  release(): Promise<void>;
}

export interface FolderLockOptions {
  /** How long to wait for another process to let go. */
  readonly waitSeconds?: number;
  /** Ends the waiting: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Takes a folder for this process alone, and makes it if it is not there. A process that is killed lets go of it.
 * @throws OutputError naming the process that has it, or if the folder cannot be written to
 */
export async function lockFolder(
  folder: string,
  { waitSeconds = 0, signal }: FolderLockOptions = {},
): Promise<FolderLock> {
  const own = lockName(process.pid, await startOf(process.pid));
  const path = join(folder, own);
  await makeFolder(folder);
  const patience = performance.now() + waitSeconds * 1000;
  for (;;) {
    await announce(path, folder);
    const holder = await otherHolder(folder, own);
    if (holder === undefined) break;
    await rm(path, { force: true });
    signal?.throwIfAborted();
    if (performance.now() >= patience) {
      throw new OutputError(`${folder} is in use by ${holder}: wait until that has ended, or stop it`);
    }
    // Two that came at once come again at different times.
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

/** Whether a file is one of a lock: no part of a folder's contents. */
export function isLockFile(name: string): boolean {
  return LOCK.test(name);
}

async function announce(path: string, folder: string): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.close();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw outputError(path, cause);
    throw new OutputError(`${folder} is in use by this very process`, { cause });
  }
}

/** Who else has the folder; removes what dead processes of this host left. */
async function otherHolder(folder: string, own: string): Promise<string | undefined> {
  let holder: string | undefined;
  for (const name of await readdir(folder)) {
    const [, host, pid, start] = LOCK.exec(name) ?? [];
    if (host === undefined || name === own) continue;
    const local = host === safeHostname();
    const alive = local ? await isAlive(Number(pid), start!) : await wasTouchedLately(folder, name, own);
    if (alive) holder = `process ${pid}${local ? '' : ` on ${host}`}`;
    else await rm(join(folder, name), { force: true });
  }
  return holder;
}

async function isAlive(pid: number, start: string): Promise<boolean> {
  return exists(pid) && start === (await startOf(pid));
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process began, in the kernel's own count, so that a number that is used again is not taken for the old process; 0 where the
 * system does not tell (it does on Linux), or if nothing of the process is left but its exit code.
 */
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? '0' : (rest[18] ?? '0');
}

/** Compares two files of the same folder: a file server's clock may be another than this host's. */
async function wasTouchedLately(folder: string, name: string, own: string): Promise<boolean> {
  const [other, now] = await Promise.all([name, own].map((file) => stat(join(folder, file)).catch(() => undefined)));
  return other !== undefined && now !== undefined && now.mtimeMs - other.mtimeMs < DEAD_AFTER_SECONDS * 1000;
}

/** Written rather than given a time, so that the clock is the file server's. */
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
