import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/*
 * The names of lock files and temporary files contain the process that created them, so that the files of a dead
 * process can be recognised, and removed without a race: no other process ever creates the same name.
 */

/** Identity of a process. Each has a different one. */
export interface ProcessIdentity {
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
const TEXT = /^(.+)-([0-9a-f]{8}|0)-(\d+)-(\d+)-(\d+)$/;
/** Form of the previous version: host, process id, start time. */
const EARLIER_TEXT = /^(.+)-(\d+)-(\d+)$/;

/** Formats a process for a file name. */
export function processText({ host, boot, pidNamespace, pid, start }: ProcessIdentity): string {
  return `${host}-${boot}-${pidNamespace}-${pid}-${start}`;
}

/** Parses the text of a process, also in the form of the previous version; undefined if it is neither. */
export function parseProcess(text: string): ProcessIdentity | undefined {
  const [, host, boot, pidNamespace, pid, start] = TEXT.exec(text) ?? [];
  if (host !== undefined) return { host, boot: boot!, pidNamespace: pidNamespace!, pid: Number(pid), start: start! };
  const [, earlierHost, earlierPid, earlierStart] = EARLIER_TEXT.exec(text) ?? [];
  if (earlierHost === undefined) return undefined;
  return {
    host: earlierHost,
    boot: UNKNOWN,
    pidNamespace: UNKNOWN,
    pid: Number(earlierPid),
    start: earlierStart!,
  };
}

/** Identifies this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
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
 * Looks a process up among the processes of this system.
 * @returns whether it runs; undefined if it is on a different machine, in a different PID namespace, or if this system
 *   does not tell its start time
 */
export async function isAlive(other: ProcessIdentity, self: ProcessIdentity): Promise<boolean | undefined> {
  const sameProcesses =
    other.host === self.host && other.boot === self.boot && other.pidNamespace === self.pidNamespace;
  if (!sameProcesses) return undefined;
  if (process.platform === 'linux' && (other.boot === UNKNOWN || other.pidNamespace === UNKNOWN)) return undefined;
  if (!exists(other.pid)) return false;
  const start = await startTimeOf(other.pid);
  return start === undefined ? undefined : start === other.start;
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
