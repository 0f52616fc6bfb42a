import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the ids of processes that have locked folders below a folder, from the names of their lock files. */
export function holdersBelow(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [, pid] = /\.lock-.+-(\d+)-\d+$/.exec(path) ?? [];
    return pid === undefined ? [] : [Number(pid)];
  });
}

/** Sends SIGKILL to those processes that are still running. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has already exited.
    }
  }
}

/** Whether a process is running; a zombie is not. */
export function lives(pid: number): boolean {
  return existsSync(join('/proc', String(pid), 'exe'));
}
