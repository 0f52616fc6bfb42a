import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Identity of the process that created a lock file. Each process has a different one. */
export interface LockOwner {
  readonly host: string;
  /** Start of the machine: the beginning of Linux's boot id. */
  readonly boot: string;
  /** Linux's PID namespace: process ids of one container mean nothing in another. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Start time of the process: a process id is used again after its process has ended. */
  readonly start: string;
}

/** Stands for what a system does not tell. */
const UNKNOWN = '0';
const NAME = /^\.lock-(.+)-([0-9a-f]{8}|0)-(\d+)-(\d+)-(\d+)$/;
/** Names of the previous version: host, process id, start time. */
const EARLIER_NAME = /^\.lock-(.+)-(\d+)-(\d+)$/;

/** Name of a process's lock file. */
export function lockFileName({ host, boot, pidNamespace, pid, start }: LockOwner): string {
  return `.lock-${host}-${boot}-${pidNamespace}-${pid}-${start}`;
}

/** Returns the owner of a lock file; undefined if the name is not that of a lock file. */
export function lockOwner(name: string): LockOwner | undefined {
  const [, host, boot, pidNamespace, pid, start] = NAME.exec(name) ?? [];
  if (host !== undefined) return { host, boot: boot!, pidNamespace: pidNamespace!, pid: Number(pid), start: start! };
  const [, earlierHost, earlierPid, earlierStart] = EARLIER_NAME.exec(name) ?? [];
  if (earlierHost === undefined) return undefined;
  return {
    host: earlierHost,
    boot: UNKNOWN,
    pidNamespace: UNKNOWN,
    pid: Number(earlierPid),
    start: earlierStart!,
  };
}

/** Whether a file is a lock file rather than part of the folder's contents. */
export function isLockFile(name: string): boolean {
  return EARLIER_NAME.test(name);
}

/** Identifies this process. */
export async function thisProcess(): Promise<LockOwner> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return {
    host: hostname().replace(/[^\w.-]/g, '_'),
    boot: /^[0-9a-f]{8}/.exec(bootId)?.[0] ?? UNKNOWN,
    pidNamespace: /\d+/.exec(namespace)?.[0] ?? UNKNOWN,
    pid: process.pid,
    // Without /proc, others cannot look this up, but it still makes the name unique.
    start: (await startTimeOf(process.pid)) ?? String(Math.floor(performance.timeOrigin)),
  };
}

/**
 * Looks an owner up among the processes of this system.
 * @returns whether it runs; undefined if it is on a different machine, in a different PID namespace, or if this system
 *   does not tell its start time
 */
export async function ownerIsAlive(owner: LockOwner, self: LockOwner): Promise<boolean | undefined> {
  const sameProcesses =
    owner.host === self.host && owner.boot === self.boot && owner.pidNamespace === self.pidNamespace;
  if (!sameProcesses) return undefined;
  if (process.platform === 'linux' && (owner.boot === UNKNOWN || owner.pidNamespace === UNKNOWN)) return undefined;
  if (!exists(owner.pid)) return false;
  const start = await startTimeOf(owner.pid);
  return start === undefined ? undefined : start === owner.start;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Start time of a process in kernel ticks; `0` for a process that has exited but not been reaped; undefined on systems
 * without /proc (Linux has it).
 */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (line === undefined) return undefined;
  const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? '0' : fields[18];
}
