import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));

/** How a command ended. */
export interface CommandEnd {
  /** Null if it was killed. */
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly seconds: number;
}

/**
 * Runs the built command to its end, or sends it SIGKILL.
 * @param killAfterSeconds undefined: it may finish
 */
export async function runCommand(args: readonly string[], killAfterSeconds?: number): Promise<CommandEnd> {
  const began = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer =
    killAfterSeconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterSeconds * 1000);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { exitCode, stderr, seconds: (performance.now() - began) / 1000 };
}

/** Runs the built command to its end. @throws Error if it fails */
export async function finishCommand(args: readonly string[]): Promise<CommandEnd> {
  const end = await runCommand(args);
  if (end.exitCode !== 0) throw new Error(`lyrebird ${args.join(' ')} ended with ${end.exitCode}:\n${end.stderr}`);
  return end;
}
