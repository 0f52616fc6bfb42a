import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Processes that hold folders below a folder: the numbers in the names of their lock files. */
export function holdersBelow(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [, pid] = /\.lock-.+-(\d+)-\d+$/.exec(path) ?? [];
    return pid === undefined ? [] : [Number(pid)];
  });
}

/** SIGKILL, to whatever of them still lives. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Whether a process lives; one whose exit code nobody has asked for does not. */
export function lives(pid: number): boolean {
  return existsSync(join('/proc', String(pid), 'exe'));
}
