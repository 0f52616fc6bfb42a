import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createHeartbeatWatch, type HeartbeatWatch, startHeartbeat, writeBeat } from './heartbeat.js';
import { lockFileName, lockOwner } from './lock-name.js';
import { makeFolder } from './make-folder.js';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.js';
import { outputError } from './write-error.js';
import { OutputError } from '../errors.js';

export { isLockFile } from './lock-name.js';

/*
 * One process at a time writes to a folder. Each process creates a lock file named after itself, then checks whether
 * another live process has one. If two start at once, at least one of them checks after both files exist, so both never
 * proceed. No other process ever creates the same name, so the file of a dead process can be removed without a race,
 * by several processes at once.
 *
 * A process of the same machine and PID namespace is looked up: killed, it loses its lock at once, and merely
 * suspended, it keeps it. All others, on other machines or in other containers, must keep changing their files.
 *
 * proper-lockfile recognises dead processes by the age of the file alone: after kill -9 everyone would have to wait for
 * it to expire, and a process that was merely suspended would lose its folder to another.
 */

/** Time without a change, watched from here, after which the lock of a process that cannot be looked up is taken. */
const PATIENCE_SECONDS = 30;

/** Several processes that start at once decide within this time which of them gets the folder. */
const DECISION_SECONDS = 5;

/** Exclusive access of this process to a folder. */
export interface FolderLock extends AsyncDisposable {
  /**
   * @throws OutputError if another process has taken the folder: this process was suspended, or cut off from the
   *   folder, and gave no sign of life
   */
  assertHeld(): Promise<void>;
  /** May be called again, which changes nothing. */
  release(): Promise<void>;
}

export interface FolderLockOptions {
  /** How long to wait for another process to release the folder. */
  readonly waitSeconds?: number;
  /** Aborts the waiting; its reason is thrown. */
  readonly signal?: AbortSignal;
  /**
   * How long to watch the old lock of a process that cannot be looked up, even without `waitSeconds`, before taking it
   * over.
   */
  readonly patienceSeconds?: number;
  /** Called once if such a lock is watched, with a line for the user. */
  readonly onWait?: (message: string) => void;
}

/**
 * Locks a folder for this process, creating it if needed. A killed process loses its lock.
 * @throws OutputError naming the process that holds the lock, or if the folder cannot be written to
 */
export async function lockFolder(folder: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  const self = await thisProcess();
  const path = join(folder, lockFileName(self));
  await makeFolder(folder);
  const own = { folder, path, name: lockFileName(self), self };
  await createLockFile(own);
  await becomeOnlyOwner(own, options);
  const heartbeat = startHeartbeat(path);
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    heartbeat.stop();
    await rm(path, { force: true });
  };
  return {
    release,
    async assertHeld() {
      if (await exists(path)) return;
      throw new OutputError(
        `${folder} was taken over by another process, because this one gave no sign of life for a while ` +
          `(suspended, or cut off from the folder): nothing more is written to it`,
      );
    },
    [Symbol.asyncDispose]: release,
  };
}

/** The lock file of this process. */
interface OwnFile {
  readonly folder: string;
  readonly name: string;
  readonly path: string;
  readonly self: ProcessIdentity;
}

/** Waits until no other process has a lock file. Removes its own file if it gives up. */
async function becomeOnlyOwner(own: OwnFile, options: FolderLockOptions): Promise<void> {
  const { waitSeconds = 0, signal, patienceSeconds = PATIENCE_SECONDS, onWait = () => undefined } = options;
  const { folder, path, name } = own;
  const watch = createHeartbeatWatch(patienceSeconds);
  const start = performance.now();
  let undecidedSince = start;
  let announced = false;
  let present = true;
  try {
    for (;;) {
      const others = await otherOwners(own, watch);
      if (others.length === 0) break;
      // The first of several candidates stays, the others step back.
      present = others.every((other) => other.state === 'candidate' && name < other.name);
      if (!present) await rm(path, { force: true });
      signal?.throwIfAborted();

      const now = performance.now();
      const holder = others.find(({ state }) => state === 'holds');
      const silent = others.find(({ state }) => state === 'silent');
      if (holder || silent) undecidedSince = now;
      const undecided = !holder && (silent !== undefined || now - undecidedSince < DECISION_SECONDS * 1000);
      if (!undecided && now - start >= waitSeconds * 1000) {
        throw new OutputError(`${folder} is in use by ${(holder ?? others[0]!).text}: wait until it ends, or stop it`);
      }
      if (silent && !announced) {
        announced = true;
        onWait(
          `${folder} is locked by ${silent.text}, which gives no sign of life: ` +
            `watching it for ${patienceSeconds} seconds before taking over`,
        );
      }
      // Two processes that started at once retry at different times.
      await delay(100 + (process.pid % 100));
      if (present) continue;
      await createLockFile(own);
      present = true;
    }
    await writeBeat(path, 1).catch((cause: unknown) => {
      throw outputError(path, cause);
    });
  } catch (error) {
    if (present) await rm(path, { force: true });
    throw error;
  }
}

async function createLockFile({ path, folder }: OwnFile): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.close();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw outputError(folder, cause);
    throw new OutputError(`${folder} is in use by this process`, { cause });
  }
}

/** Another process that has a lock file. */
interface OtherOwner {
  readonly name: string;
  /** `candidate`: it is still looking for others, as this process is. `silent`: perhaps dead. */
  readonly state: 'holds' | 'candidate' | 'silent';
  /** For messages. */
  readonly text: string;
}

/** Returns the other processes that have lock files; removes those of dead processes. */
async function otherOwners({ folder, path, name: ownName, self }: OwnFile, watch: HeartbeatWatch) {
  const others: OtherOwner[] = [];
  const names = await readdir(folder).catch((cause: unknown) => {
    throw outputError(folder, cause);
  });
  for (const name of names) {
    const owner = lockOwner(name);
    if (owner === undefined || name === ownName) continue;
    const file = join(folder, name);
    const found = await isAlive(owner, self);
    const vitality = found === undefined ? await watch.look(file, path) : found ? 'alive' : 'dead';
    if (vitality === 'dead') {
      await rm(file, { force: true });
      continue;
    }
    const { size } = (await stat(file).catch(() => undefined)) ?? {};
    if (size === undefined) continue;
    const state = vitality === 'silent' ? 'silent' : size === 0 ? 'candidate' : 'holds';
    others.push({ name, state, text: ownerText(owner, self) });
  }
  return others;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

function ownerText(owner: ProcessIdentity, self: ProcessIdentity): string {
  if (owner.host !== self.host) return `process ${owner.pid} on ${owner.host}`;
  const here = owner.boot === self.boot && owner.pidNamespace === self.pidNamespace;
  return here ? `process ${owner.pid}` : `process ${owner.pid} of another container or machine named ${owner.host}`;
}
