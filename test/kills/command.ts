import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isLockFile } from '#src/files/index.js';

const LAUNCHER = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));

/** How a command ended. */
export interface CommandEnd {
  /** Null if it was killed. */
  readonly exitCode: number | null;
  readonly stderr: string;
  /** Duration from its start. */
  readonly seconds: number;
  /** Duration from when it had locked its folder: without loading the program and its inputs. */
  readonly workSeconds: number;
}

/** When to kill a command. */
export interface Kill {
  readonly afterSeconds: number;
  /** Counted from its start, or from when it has locked its folder. */
  readonly since: 'start' | 'lock';
}

/**
 * Runs the built command to its end, or sends it SIGKILL.
 * @param out folder that it writes to
 * @param kill undefined: it may finish
 */
export async function runCommand(args: readonly string[], out: string, kill?: Kill): Promise<CommandEnd> {
  const began = performance.now();
  let locked = Infinity;
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close') as Promise<[number | null]>;
  while (child.exitCode === null && child.signalCode === null) {
    const now = performance.now();
    if (locked === Infinity && hasLocked(out, child.pid!)) locked = now;
    if (kill && now - (kill.since === 'lock' ? locked : began) >= kill.afterSeconds * 1000) child.kill('SIGKILL');
    await delay(2);
  }
  const [exitCode] = await closed;
  const end = performance.now();
  return { exitCode, stderr, seconds: (end - began) / 1000, workSeconds: Math.max(0, end - locked) / 1000 };
}

function hasLocked(folder: string, pid: number): boolean {
  try {
    return readdirSync(folder).some((name) => isLockFile(name) && name.includes(`-${pid}-`));
  } catch {
    return false;
  }
}

/** Runs the built command to its end. @throws Error if it fails */
export async function finishCommand(args: readonly string[], out: string): Promise<CommandEnd> {
  const end = await runCommand(args, out);
  if (end.exitCode !== 0) throw new Error(`lyrebird ${args.join(' ')} ended with ${end.exitCode}:\n${end.stderr}`);
  return end;
}
